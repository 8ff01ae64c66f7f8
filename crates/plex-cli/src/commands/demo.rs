//! `plex demo`: the way from nothing to a list of movies, step by step.

use std::{fmt::Display, io::Write as _};

use anyhow::{Context as _, Result};
use plex_api::{
    AvailableServer, Format, MediaType, MediaTypeCode, Metadata, Milliseconds, Plex, Section,
    Server,
};
use plex_mock::PlexMock;

use crate::{
    account,
    args::Demo,
    console::{BOLD, CALL, Console, DIM, GOOD, printable},
    pin,
    table::{NOTHING, row, table},
};

/// How many movies the table shows.
const SHOWN: usize = 12;

/// How many pages a long list takes at most; a short one has the smallest size of a page.
const PAGES: usize = 5;
const SMALLEST_PAGE: usize = 20;

/// Walks the whole way.
pub(crate) async fn run(console: &mut Console, options: &Demo) -> Result<()> {
    let mock = PlexMock::builder()
        .movies(options.movies)
        .seed(options.seed)
        .start()
        .await?;
    let mut tour = Tour { console, steps: 0 };
    tour.welcome()?;
    let plex = tour.build(&mock, options.xml)?;
    let plex = tour.sign_in(&plex, &mock).await?;
    let server = tour.find_server(&plex, mock.server_name()).await?;
    let section = tour.libraries(&server).await?;
    let page_size = options.movies.div_ceil(PAGES).max(SMALLEST_PAGE);
    let movies = tour.movies(&server, section, page_size).await?;
    tour.show(&movies)?;
    if options.keep {
        tour.keep(&mock).await?;
    }
    mock.stop().await;
    Ok(())
}

/// The steps so far, and where they are told.
struct Tour<'a> {
    console: &'a mut Console,
    steps: usize,
}

impl Tour<'_> {
    fn welcome(&mut self) -> Result<()> {
        writeln!(
            self.console,
            "{BOLD}A tour of the SDK{BOLD:#}, with a plex.tv and a media server made up for it in this process."
        )?;
        writeln!(
            self.console,
            "{DIM}Each step is a call of the crate plex-api.{DIM:#}\n"
        )?;
        Ok(())
    }

    fn build(&mut self, mock: &PlexMock, xml: bool) -> Result<Plex> {
        let format = if xml { Format::Xml } else { Format::Json };
        let plex = account::builder("plex-sdk-demo")
            .plex_tv(mock.plex_tv_url())
            .format(format)
            .build()?;
        let name = if xml { "XML" } else { "JSON" };
        self.step(
            "Plex::builder(…).build()",
            format!("a client that asks {} for {name}", mock.plex_tv_url()),
        )?;
        Ok(plex)
    }

    async fn sign_in(&mut self, plex: &Plex, mock: &PlexMock) -> Result<Plex> {
        let link = plex.link().await?;
        let minutes = link.remaining().as_secs().div_ceil(60);
        self.step(
            "plex.link()",
            format!("a PIN: code {}, good for {minutes} min", link.code()),
        )?;
        pin::show(self.console, &link, pin::Use::Type)?;
        pin::show_qr(self.console, &link)?;
        mock.claim(link.code())?;
        self.note("Usually a person does that; here the demo has just typed the code itself.")?;
        let plex = link.wait().await?;
        self.step(
            "link.wait()",
            "the PIN was used: signed in, with a token that is never printed",
        )?;
        let account = plex.account().current().await?;
        self.step(
            "plex.account().current()",
            format!("the account is {}", printable(&account.title)),
        )?;
        Ok(plex)
    }

    async fn find_server(&mut self, plex: &Plex, name: &str) -> Result<Server> {
        let servers = plex.servers().await?;
        let names: Vec<&str> = servers.iter().map(AvailableServer::name).collect();
        self.step(
            "plex.servers()",
            format!(
                "{}: {}",
                count(names.len(), "server"),
                printable(&names.join(", "))
            ),
        )?;
        let available = servers.named(name)?;
        let server = available.connect().await?;
        let taken = server.url().to_string();
        let connections = &available.resource().connections;
        self.step(
            "servers.named(…)?.connect()",
            format!(
                "asked {} at once who is there, and took the best",
                count(connections.len(), "address")
            ),
        )?;
        for tried in server.tried() {
            self.note(format_args!(
                "{}  not taken: {}",
                tried.address, tried.failure
            ))?;
        }
        self.note(format_args!("{GOOD}{taken}  taken{GOOD:#}"))?;
        let identity = server.identity().await?;
        let version = identity.version.as_deref().unwrap_or(NOTHING);
        self.step(
            "server.identity()",
            format!(
                "{} runs version {}",
                printable(server.name()),
                printable(version)
            ),
        )?;
        Ok(server)
    }

    async fn libraries(&mut self, server: &Server) -> Result<Section> {
        let sections = server.library().sections().await?;
        let titles: Vec<&str> = sections
            .iter()
            .map(|section| section.title.as_str())
            .collect();
        self.step(
            "server.library().sections()",
            format!(
                "{}: {}",
                count(sections.len(), "library"),
                printable(&titles.join(", "))
            ),
        )?;
        sections
            .into_iter()
            .find(|section| section.media_type == MediaType::Movie)
            .context("the server has no library of movies")
    }

    async fn movies(
        &mut self,
        server: &Server,
        section: Section,
        page_size: usize,
    ) -> Result<Vec<Metadata>> {
        self.step(
            "library().items(section).pages()",
            format!(
                "{}, {page_size} movies at a time",
                printable(&section.title)
            ),
        )?;
        let mut movies = Vec::new();
        let library = server.library();
        let mut pages = library
            .items(section)
            .media_type(MediaTypeCode::Movie)
            .sort("titleSort")
            .page_size(page_size as u64)
            .pages();
        while let Some(page) = pages.try_next().await? {
            let (from, to) = (page.offset + 1, page.offset + page.items.len() as u64);
            let total = page
                .total
                .map(|total| format!(" of {total}"))
                .unwrap_or_default();
            if !page.items.is_empty() {
                self.note(format_args!(
                    "offset {:<5} movies {from} to {to}{total}",
                    page.offset
                ))?;
            }
            movies.extend(page.items);
        }
        Ok(movies)
    }

    fn show(&mut self, movies: &[Metadata]) -> Result<()> {
        if movies.is_empty() {
            writeln!(self.console, "\nThe library is empty.")?;
            return Ok(());
        }
        let mut table = table(["Title", ">Year", ">Length", ">Rating", "Quality"]);
        for movie in movies.iter().take(SHOWN) {
            table.add_row(row([
                movie.title.clone().unwrap_or_default().into(),
                movie
                    .year
                    .map_or_else(|| NOTHING.into(), |year| year.to_string()),
                movie.duration.map_or_else(|| NOTHING.into(), length),
                movie
                    .audience_rating
                    .or(movie.rating)
                    .map_or_else(|| NOTHING.into(), |rating| format!("{rating:.1}")),
                quality(movie),
            ]));
        }
        writeln!(self.console, "\n{table}")?;
        if let Some(more @ 1..) = movies.len().checked_sub(SHOWN) {
            writeln!(self.console, "{DIM}… and {more} more{DIM:#}")?;
        }
        Ok(())
    }

    async fn keep(&mut self, mock: &PlexMock) -> Result<()> {
        let (plex_tv, server, token) = (mock.plex_tv_url(), mock.server_url(), mock.server_token());
        writeln!(
            self.console,
            "\n{BOLD}The mock servers are still there{BOLD:#}, until Ctrl-C. Their tokens are made up and good for nothing else.\n"
        )?;
        writeln!(self.console, "   plex.tv       {plex_tv}")?;
        writeln!(self.console, "   media server  {server}   token {token}\n")?;
        writeln!(
            self.console,
            "   curl -H 'Accept: application/json' -H 'X-Plex-Token: {token}' {server}/library/sections"
        )?;
        writeln!(self.console, "   plex login --plex-tv {plex_tv}")?;
        writeln!(
            self.console,
            "   curl -X POST '{plex_tv}/__mock/claim?code=CODE'   types the code of that login\n"
        )?;
        stopped().await?;
        Ok(())
    }

    /// One line: a call, and what came of it.
    fn step(&mut self, call: &str, outcome: impl Display) -> Result<()> {
        self.steps += 1;
        writeln!(
            self.console,
            "{BOLD}{:>2}{BOLD:#}  {CALL}{call:<32}{CALL:#}  {outcome}",
            self.steps
        )?;
        Ok(())
    }

    /// A line below a step.
    fn note(&mut self, text: impl Display) -> Result<()> {
        writeln!(self.console, "    {DIM}{text}{DIM:#}")?;
        Ok(())
    }
}

/// Waits until somebody wants the program to end.
async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// `1 server`, `2 servers`, `3 libraries`.
fn count(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) if noun.ends_with('s') => format!("{number} {noun}es"),
        (_, None) => format!("{number} {noun}s"),
    }
}

/// `1 h 47 min`.
fn length(duration: Milliseconds) -> String {
    let minutes = duration.to_duration().as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}

/// `1080p`, `4K`: the best there is, for servers list that first.
fn quality(movie: &Metadata) -> String {
    let resolution = movie
        .media
        .first()
        .and_then(|media| media.video_resolution.as_deref());
    match resolution {
        Some(lines) if lines.bytes().all(|byte| byte.is_ascii_digit()) => format!("{lines}p"),
        Some(word) => word.to_uppercase(),
        None => NOTHING.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_well() {
        assert_eq!(length(Milliseconds(47 * 60_000)), "47 min");
        assert_eq!(length(Milliseconds(107 * 60_000 + 59_999)), "1 h 47 min");
        assert_eq!(length(Milliseconds(125 * 60_000)), "2 h 05 min");
        assert_eq!(length(Milliseconds(-1)), "0 min");
    }

    #[test]
    fn counts_read_well() {
        assert_eq!(count(1, "library"), "1 library");
        assert_eq!(count(2, "library"), "2 libraries");
        assert_eq!(count(0, "server"), "0 servers");
        assert_eq!(count(3, "address"), "3 addresses");
    }
}
