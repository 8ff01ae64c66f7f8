//! Where tasks run that outlive the call which starts them.

use tokio::runtime::Handle;

use crate::Result;

/// The runtime at hand; on a plain thread the one that `blocking` runs on.
pub(crate) fn runtime() -> Result<Handle> {
    match Handle::try_current() {
        Ok(runtime) => Ok(runtime),
        Err(_) => outside(),
    }
}

#[cfg(feature = "blocking")]
fn outside() -> Result<Handle> {
    crate::blocking::runtime()
}

#[cfg(not(feature = "blocking"))]
fn outside() -> Result<Handle> {
    let what = "this is done by a task, which needs a tokio runtime; the feature blocking brings one along";
    Err(crate::Error::Config(what.into()))
}
