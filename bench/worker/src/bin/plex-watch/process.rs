//! What the operating system says of this process.

use std::{fs, time::Duration};

/// A line of its status that counts memory, in KiB: `VmHWM` is the most that it ever had, `VmRSS` what it has now. None where
/// the system does not tell.
pub(crate) fn memory_kib(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// The time of processors that it has used. The system counts it in hundredths of a second.
pub(crate) fn cpu() -> anyhow::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program stands in parentheses, and may hold anything; user and system time are the 14th and 15th.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks = rest.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(10 * ticks))
}
