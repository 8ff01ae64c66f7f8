//! The mock servers as one thing to start and to hold.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::{
    net::{TcpListener, TcpSocket},
    task::JoinSet,
};

use crate::{
    clock::Clock,
    conditions::{Conditions, Prevailing},
    contents::{self, Contents},
    download_queues::DownloadQueues,
    events::Events,
    faults::{Fault, Faults},
    from_document,
    gdm::{self, Gdm, Who},
    housekeeping::Housekeeping,
    kept::Kept,
    library::{
        Counts, Library,
        description::{Description, DescriptionError},
    },
    live_tv::LiveTv,
    look::member,
    managed_hubs::ManagedHubs,
    play_queues::PlayQueues,
    playback::Playback,
    players::{self, Players},
    plex_tv::{
        self,
        connections::Connection,
        device_keys::DeviceKeys,
        devices::Devices,
        mobile_sync::SyncOrders,
        people::People,
        pins::{ClaimError, Pins},
        settings::Choices,
        tokens::Tokens,
        watchlist::Watchlist,
    },
    preferences::Preferences,
    requests::{Face, Log, Received},
    restarts::Restarts,
    serve::{Door, serve},
    server,
    state::{Numbers, Server, State},
    transcodes::Transcodes,
    webhooks::{About, Outbox, Seen},
};

/// A mock plex.tv and a mock media server, running; they stop when this is dropped.
///
/// See the [crate's front page](crate) for an example.
pub struct PlexMock {
    state: Arc<State>,
    doors: JoinSet<()>,
    /// Servers, then players.
    gdm: Vec<SocketAddr>,
    /// Holds the port of the connection that is dead, so that nobody else begins to answer there.
    _dead_end: TcpSocket,
}

impl PlexMock {
    /// Chooses what the mock servers are like.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address of the media server, without a slash at its end.
    #[must_use]
    pub fn server_url(&self) -> &str {
        &self.state.server.url
    }

    /// The address of the mock plex.tv, without a slash at its end.
    #[must_use]
    pub fn plex_tv_url(&self) -> &str {
        &self.state.plex_tv_url
    }

    /// A token of the account that is good from the start.
    ///
    /// Like the token of a real server's owner it is also good on the media server. Those that PINs give are not: a client
    /// that signs in and then forgets to change to the server's own token is found out.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.state.tokens.ready_made
    }

    /// The media server's own token, which the account finds in its resources.
    #[must_use]
    pub fn server_token(&self) -> &str {
        &self.state.server.token
    }

    /// What the media server calls itself in `/identity` and in the resources.
    #[must_use]
    pub fn machine_identifier(&self) -> &str {
        &self.state.server.machine_identifier
    }

    /// The media server's name.
    #[must_use]
    pub fn server_name(&self) -> &str {
        &self.state.server.name
    }

    /// Plays the person who types a PIN's code at the link page, or signs in for a strong one.
    ///
    /// # Errors
    ///
    /// When no PIN has the code, when it has expired, and when it has been claimed before.
    pub fn claim(&self, code: &str) -> Result<(), ClaimError> {
        self.state.claim(code)
    }

    /// The requests so far, oldest first. The control routes are not among them. Of very many, only the later ones are
    /// kept.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        self.state.log.all()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.state.log.clear();
    }

    /// Lets something go wrong.
    pub fn fault(&self, fault: Fault) {
        self.state.faults.add(fault);
    }

    /// Takes back every fault.
    pub fn clear_faults(&self) {
        self.state.faults.clear();
    }

    /// How things stand for every request.
    #[must_use]
    pub fn conditions(&self) -> Conditions {
        self.state.conditions.now()
    }

    /// Changes how things stand for every request, until told otherwise.
    pub fn set_conditions(&self, conditions: Conditions) {
        self.state.conditions.set(conditions);
    }

    /// Ends a token, of the account or of the server: who comes with it is refused with 401 until the next
    /// [`reset`](Self::reset).
    pub fn expire_token(&self, token: &str) {
        self.state.tokens.expire(token);
    }

    /// Refuses connections to a mock server from now on, as a machine does on which nothing runs. Connections that are there
    /// end with the answer they are at, save for those of notifications. The port stays taken.
    pub fn refuse(&self, face: Face) {
        self.state.gate(face).set(false);
    }

    /// Takes connections again after [`refuse`](Self::refuse).
    pub fn welcome(&self, face: Face) {
        self.state.gate(face).set(true);
    }

    /// Brings everything back to how it was at the start, the log included. Only the clock stays where it is.
    pub fn reset(&self) {
        self.state.reset();
    }

    /// Puts another file in the place of every one, under the same address and of the same length: other entity tags and
    /// dates, and of large files other bytes. For tests of downloads that are resumed.
    pub fn replace_files(&self) {
        self.state
            .edition
            .fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }

    /// Puts the mock servers' clock forward, so that PINs expire without a wait.
    pub fn advance(&self, by: Duration) {
        self.state.clock.advance(by);
        self.state.give_up_transcodes();
    }

    /// Sets the mock servers' clock, which goes on from there.
    pub fn set_clock(&self, to: DateTime<Utc>) {
        self.state.clock.set(to);
    }

    /// Lets the mock servers' clock stand still; [`advance`](Self::advance) still puts it forward.
    pub fn stop_clock(&self) {
        self.state.clock.stop();
    }

    /// Lets the mock servers' clock run again.
    pub fn run_clock(&self) {
        self.state.clock.run();
    }

    /// Restarts the media server: cuts every connection to it, forgets sessions and activities, and answers 503 for a while,
    /// as a real one does until it is ready. That while is real time, not the mock servers'.
    pub fn restart(&self, starting_for: Duration) {
        self.state.restart(starting_for);
    }

    /// Tells everybody who listens to notifications: a type such as `status`, and what its container holds, such as
    /// `{"StatusNotification": [{"title": "…"}]}`.
    pub fn notify(&self, kind: impl Into<String>, members: serde_json::Value) {
        self.state.events.tell(kind.into(), members);
    }

    /// Sends a webhook about a thing of the library to the registered addresses, for the events that do not come about by
    /// themselves here, such as `library.new` and `admin.database.backup`.
    pub fn send_webhook(&self, event: &str, rating_key: Option<&str>) {
        let item = rating_key.and_then(|key| self.state.contents.find(key));
        let about = About {
            item,
            ..About::default()
        };
        self.state.webhook(event, about);
    }

    /// The addresses of the players that obey remote control, without a slash at the end.
    #[must_use]
    pub fn player_urls(&self) -> Vec<String> {
        let players = self.state.players.nearby();
        players.map(|player| player.url.clone()).collect()
    }

    /// Where local discovery of servers is answered, if it is.
    #[must_use]
    pub fn gdm_servers(&self) -> Option<SocketAddr> {
        self.gdm.first().copied()
    }

    /// Where local discovery of players is answered, if it is.
    #[must_use]
    pub fn gdm_players(&self) -> Option<SocketAddr> {
        self.gdm.get(1).copied()
    }

    /// What the mock servers' clock says.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.state.clock.now()
    }

    /// Reads beforehand what queries look at, so that the first list by any field comes as quickly as the second, and waits
    /// until that is done. Who waits no longer does not end it: it goes on beside everything else. Without it the first list
    /// waits, some microseconds for each thing in the section. Libraries of more than 100,000 things are not read
    /// beforehand.
    pub async fn prepare(&self) {
        let state = Arc::clone(&self.state);
        let (done, end) = tokio::sync::oneshot::channel::<()>();
        // A thread that nobody waits for when the program ends. Where none can be had, whoever asks first waits.
        let _ = std::thread::Builder::new()
            .name("prepare".to_owned())
            .spawn(move || {
                state.contents.prepare();
                from_document::prepare();
                drop(done);
            });
        let _ = end.await;
    }

    /// Stops, and waits until both ports are closed. Dropping does the same without the wait.
    pub async fn stop(mut self) {
        self.doors.shutdown().await;
    }
}

impl fmt::Debug for PlexMock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlexMock")
            .field("server", &self.server_url())
            .field("plex_tv", &self.plex_tv_url())
            .finish_non_exhaustive()
    }
}

/// What the mock servers are like; made by [`PlexMock::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing runs until it is started"]
pub struct Builder {
    host: IpAddr,
    port: u16,
    plex_tv_port: u16,
    seed: u64,
    counts: Counts,
    two_factor: bool,
    conditions: Conditions,
    clock: Option<DateTime<Utc>>,
    token_lifetime: Duration,
    live_tv: bool,
    keep_answers: bool,
    name: String,
    more_connections: Vec<String>,
    gdm: Gdm,
    described: Option<Described>,
}

/// Where a description is.
#[derive(Debug, Clone)]
enum Described {
    File(PathBuf),
    Here(Description),
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            plex_tv_port: 0,
            seed: 7,
            counts: Counts {
                movies: 50,
                shows: 12,
                ..Counts::default()
            },
            two_factor: false,
            conditions: Conditions::default(),
            clock: None,
            token_lifetime: Duration::from_secs(7 * 24 * 3600),
            live_tv: false,
            keep_answers: false,
            name: "Attic".to_owned(),
            more_connections: Vec::new(),
            gdm: Gdm::Off,
            described: None,
        }
    }
}

impl Builder {
    /// The address to listen on: 127.0.0.1 unless told otherwise.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// The media server's port; 0, as it is from the start, lets the system choose.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The port of the mock plex.tv; 0, as it is from the start, lets the system choose.
    pub fn plex_tv_port(mut self, port: u16) -> Self {
        self.plex_tv_port = port;
        self
    }

    /// What the library, the identifiers and the tokens are made from: 7 unless told otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many movies there are: 50 unless told otherwise, ten million at most.
    pub fn movies(mut self, movies: usize) -> Self {
        self.counts.movies = movies;
        self
    }

    /// How many shows there are: 12 unless told otherwise. Without any there is no section for them.
    pub fn shows(mut self, shows: usize) -> Self {
        self.counts.shows = shows;
        self
    }

    /// How many artists there are, each with albums and tracks: none unless told otherwise.
    pub fn artists(mut self, artists: usize) -> Self {
        self.counts.artists = artists;
        self
    }

    /// How many photos there are, in albums of twenty: none unless told otherwise.
    pub fn photos(mut self, photos: usize) -> Self {
        self.counts.photos = photos;
        self
    }

    /// How many other videos there are, such as no agent knows: none unless told otherwise.
    pub fn videos(mut self, videos: usize) -> Self {
        self.counts.videos = videos;
        self
    }

    /// How many bytes the file of the first movie has, for tests of downloads: it is worked out while it is sent, and
    /// [`large_file_bytes`](crate::large_file_bytes) tells what it holds. No player opens it.
    pub fn large_file(mut self, bytes: u64) -> Self {
        self.counts.large_file = Some(bytes);
        self
    }

    /// The sections that a file describes, behind those that are drawn: with `movies(0).shows(0)` they are all there is. See
    /// [`Description`]. The file is read when the mock servers are started.
    pub fn library_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.described = Some(Described::File(path.into()));
        self
    }

    /// Described sections, behind those that are drawn.
    pub fn library(mut self, description: Description) -> Self {
        self.described = Some(Described::Here(description));
        self
    }

    /// Whether signing in with the password takes a code as well. The password is `mirabel's password` for `mirabel`, and
    /// likewise for everybody with an account; the code is 123456.
    pub fn two_factor(mut self, two_factor: bool) -> Self {
        self.two_factor = two_factor;
        self
    }

    /// How long the tokens last that devices with a key get: seven days unless told otherwise.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// Whether answers deviate the way those of real servers do.
    pub fn quirks(mut self, quirks: bool) -> Self {
        self.conditions.quirks = quirks;
        self
    }

    /// How things stand for every request from the start.
    pub fn conditions(mut self, conditions: Conditions) -> Self {
        self.conditions = conditions;
        self
    }

    /// Lets the clock stand still at this moment from the start, so that every run gives the same answers.
    pub fn clock(mut self, at: DateTime<Utc>) -> Self {
        self.clock = Some(at);
        self
    }

    /// Whether the media server has a receiver for television from the start, with a recorder and its guide. Without it, one
    /// can be found in the network and set up.
    pub fn live_tv(mut self, live_tv: bool) -> Self {
        self.live_tv = live_tv;
        self
    }

    /// Whether answers are kept: a GET that comes again word for word gets the same bytes again, as fast as they can be sent,
    /// and is neither logged nor touched by faults and conditions. Any other method forgets them all, time does not. For
    /// benchmarks of clients, which would else measure how fast plex-mock writes.
    pub fn keep_answers(mut self, keep: bool) -> Self {
        self.keep_answers = keep;
        self
    }

    /// The media server's name: Attic unless told otherwise.
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Lists one more local connection of the media server, before all others: an address that does not answer, or at
    /// which another server does.
    pub fn connection(mut self, uri: impl Into<String>) -> Self {
        self.more_connections.push(uri.into());
        self
    }

    /// Whether local discovery is answered: not unless told otherwise.
    pub fn gdm(mut self, gdm: Gdm) -> Self {
        self.gdm = gdm;
        self
    }

    /// Starts both mock servers. They take connections when this returns.
    ///
    /// # Errors
    ///
    /// When an address cannot be listened on, for instance because the port is taken; the message names the address. When a
    /// description holds what it cannot; the message names the line and what is allowed there.
    pub async fn start(self) -> io::Result<PlexMock> {
        let server_listener = listen(self.host, self.port).await?;
        let plex_tv_listener = listen(self.host, self.plex_tv_port).await?;
        let mut player_listeners = Vec::new();
        let mut player_urls = Vec::new();
        for _ in 0..players::WITH_ADDRESS {
            let listener = listen(self.host, 0).await?;
            player_urls.push(url_of(listener.local_addr()?));
            player_listeners.push(listener);
        }
        let (dead_end, dead_url) = dead_end()?;
        let server_address = server_listener.local_addr()?;
        let server_url = url_of(server_address);

        let local = |uri| Connection {
            uri,
            local: true,
            relay: false,
        };
        let mut connections: Vec<_> = self.more_connections.into_iter().map(local).collect();
        connections.push(local(dead_url));
        connections.push(local(server_url.clone()));
        // The relay leads to the same server by another name.
        connections.push(Connection {
            uri: format!("http://localhost:{}", server_address.port()),
            local: false,
            relay: true,
        });

        let people = People::new(self.seed);
        let (outbox, sending) = Outbox::new();
        let contents = contents(self.seed, self.counts, self.described, &people)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let state = Arc::new(State {
            clock: Clock::new(self.clock),
            conditions: Prevailing::new(self.conditions),
            choices: Choices::default(),
            device_keys: DeviceKeys::new(self.seed, self.token_lifetime),
            devices: Devices::default(),
            contents,
            download_queues: DownloadQueues::default(),
            edition: std::sync::atomic::AtomicU64::default(),
            events: Events::default(),
            housekeeping: Housekeeping::default(),
            kept: Kept::new(self.keep_answers),
            live_tv: LiveTv::new(self.live_tv, Clock::new(self.clock).now()),
            faults: Faults::default(),
            gates: Default::default(),
            log: Log::default(),
            managed_hubs: ManagedHubs::default(),
            numbers: Numbers::default(),
            tokens: Tokens::new(self.seed, people.owner),
            sync_orders: SyncOrders::default(),
            transcodes: Transcodes::default(),
            people,
            pins: Pins::default(),
            play_queues: PlayQueues::default(),
            players: Players::new(&player_urls),
            restarts: Restarts::default(),
            delegations: std::sync::Mutex::default(),
            outbox,
            seen: Seen::default(),
            playback: Playback::default(),
            preferences: Preferences::default(),
            server: Server::new(self.seed, self.name, server_url),
            plex_tv_url: url_of(plex_tv_listener.local_addr()?),
            connections,
            seed: self.seed,
            two_factor: self.two_factor,
            watchlist: Watchlist::default(),
            webhooks: std::sync::Mutex::default(),
        });
        let mut doors = JoinSet::new();
        let routes = server::routes(Arc::clone(&state));
        doors.spawn(serve(
            server_listener,
            Arc::new(Door {
                face: Face::Server,
                state: Arc::clone(&state),
                routes,
            }),
        ));
        let routes = plex_tv::routes(Arc::clone(&state));
        doors.spawn(serve(
            plex_tv_listener,
            Arc::new(Door {
                face: Face::PlexTv,
                state: Arc::clone(&state),
                routes,
            }),
        ));
        for (place, listener) in player_listeners.into_iter().enumerate() {
            let routes = players::face(Arc::clone(&state), place);
            doors.spawn(serve(
                listener,
                Arc::new(Door {
                    face: Face::Player,
                    state: Arc::clone(&state),
                    routes,
                }),
            ));
        }
        doors.spawn(sending);
        let mut asked_at = Vec::new();
        for who in [Who::Server, Who::Players] {
            if let Some(socket) = gdm::bind(self.gdm, who).await? {
                asked_at.push(socket.local_addr()?);
                doors.spawn(gdm::answer(socket, Arc::clone(&state), who));
            }
        }
        Ok(PlexMock {
            state,
            doors,
            gdm: asked_at,
            _dead_end: dead_end,
        })
    }
}

fn contents(
    seed: u64,
    counts: Counts,
    described: Option<Described>,
    people: &People,
) -> Result<Contents, DescriptionError> {
    let description = match described {
        None => return Ok(Contents::new(seed, counts)),
        Some(Described::File(path)) => Description::read(path)?,
        Some(Described::Here(description)) => description,
    };
    let accounts = people.accounts_on_server();
    let accounts = accounts.iter().filter_map(|account| {
        let name = member(account, "name").as_str()?;
        Some((name.to_owned(), member(account, "id").as_u64()?))
    });
    let library = Library::with(seed, counts, &description)?;
    let contents = Contents::of(
        library,
        contents::described::Described::new(&description, accounts.collect()),
    );
    contents.check_description()?;
    Ok(contents)
}

async fn listen(host: IpAddr, port: u16) -> io::Result<TcpListener> {
    let address = SocketAddr::new(host, port);
    let named = |error: io::Error| {
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
    };
    TcpListener::bind(address).await.map_err(named)
}

/// A port that is taken but refuses every connection.
fn dead_end() -> io::Result<(TcpSocket, String)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let url = url_of(socket.local_addr()?);
    Ok((socket, url))
}

/// How to reach a listener from this machine.
fn url_of(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}
