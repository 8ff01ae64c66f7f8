//! Calls that take several requests are awaited like those that take one.

/// Makes awaiting a call do what its `run` does.
macro_rules! awaited {
    ($name:ident => $output:ty) => {
        impl<'a> IntoFuture for $name<'a> {
            type Output = $crate::Result<$output>;
            type IntoFuture = futures_util::future::BoxFuture<'a, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.run())
            }
        }
    };
}
pub(crate) use awaited;

use crate::{Error, Result};

/// The one thing that an answer holds.
pub(crate) fn only<T>(things: Vec<T>, what: &str) -> Result<T> {
    things.into_iter().next().ok_or_else(|| {
        Error::Config(format!(
            "the server answered without {what}; it may have been deleted meanwhile"
        ))
    })
}
