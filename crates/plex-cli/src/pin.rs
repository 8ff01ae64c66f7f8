//! Showing a PIN to the person who is to use it.

use std::io::Write;

use anyhow::Result;
use plex_api::Link;

use crate::console::{BOLD, QR, printable};

/// What a person does with a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Open an address and type the code.
    Type,
    /// Open an address that has the code in it.
    Open,
}

/// Prints address and code.
pub(crate) fn show(out: &mut impl Write, link: &Link, usage: Use) -> Result<()> {
    writeln!(out, "\n   Open   {BOLD}{}{BOLD:#}", link.url())?;
    if usage == Use::Type {
        writeln!(out, "   Enter  {BOLD}{}{BOLD:#}", printable(link.code()))?;
    }
    writeln!(out)?;
    Ok(())
}

/// Prints the QR code that leads to the same place.
pub(crate) fn show_qr(out: &mut impl Write, link: &Link) -> Result<()> {
    for line in link.qr()?.to_string().lines() {
        // Each line by itself, or the ground would run on to the edge of the terminal.
        writeln!(out, "   {QR}{line}{QR:#}")?;
    }
    writeln!(out)?;
    Ok(())
}
