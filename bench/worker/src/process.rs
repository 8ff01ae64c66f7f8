//! What the operating system says of this process.

/// A line of its status that counts memory, in KiB: `VmHWM` is the most that it ever had, `VmRSS` what it has now. None where
/// the system does not tell.
pub(crate) fn memory_kib(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
