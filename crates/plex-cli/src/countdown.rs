//! Waiting with a clock in sight.

use std::{
    io::{self, Write as _},
    pin::pin,
    time::Duration,
};

use tokio::time::{MissedTickBehavior, interval};

use crate::console::Console;

/// Waits for `work`. Where a person is looking, one line says how much time is left, and goes away in the end.
pub(crate) async fn until<T>(
    console: &mut Console,
    work: impl Future<Output = T>,
    remaining: impl Fn() -> Duration,
) -> io::Result<T> {
    if !console.is_interactive() {
        return Ok(work.await);
    }
    let mut work = pin!(work);
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut width = 0;
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = second.tick() => {
                let line = line(remaining());
                // As long as the line before, to cover it.
                write!(console, "\r{line:width$}")?;
                console.flush()?;
                width = line.chars().count();
            }
        }
    };
    write!(console, "\r{:width$}\r", "")?;
    console.flush()?;
    Ok(done)
}

fn line(remaining: Duration) -> String {
    let seconds = remaining.as_secs();
    format!("   waiting, {}:{:02} left", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_seconds() {
        assert_eq!(
            line(Duration::from_millis(899_900)),
            "   waiting, 14:59 left"
        );
        assert_eq!(line(Duration::from_secs(9)), "   waiting, 0:09 left");
        assert_eq!(line(Duration::ZERO), "   waiting, 0:00 left");
    }
}
