//! `plex login` and what it opens.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use plex_mock::PlexMock;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{complains, plex, prints, stderr, stdout};

/// A folder whose subfolder is for the command to make.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn config(&self) -> PathBuf {
        self.0.path().join("config/plex")
    }

    fn session(&self) -> Value {
        serde_json::from_slice(&fs::read(self.config().join("session.json")).unwrap()).unwrap()
    }
}

/// Runs `plex login`, and does something once it shows the PIN.
fn login(config: &Path, plex_tv: &str, options: &[&str], on_pin: impl FnOnce(&str)) -> Output {
    let mut login = plex(config)
        .args(["login", "--plex-tv", plex_tv])
        .args(options)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(login.stdout.take().unwrap());
    let mut text = String::new();
    while out.read_line(&mut text).unwrap() > 0 {
        if let Some(code) = code(&text) {
            on_pin(code);
            break;
        }
    }
    out.read_to_string(&mut text).unwrap();
    let mut output = login.wait_with_output().unwrap();
    output.stdout = text.into_bytes();
    output
}

/// The code in what was printed so far: by itself, or in the link.
fn code(out: &str) -> Option<&str> {
    let shown = |before: &str, end: char| {
        let (_, code) = out.split_once(before)?;
        code.split_once(end).map(|(code, _)| code)
    };
    shown("Enter  ", '\n').or_else(|| shown("&code=", '&'))
}

fn signed_in(mock: &PlexMock) -> Home {
    let home = Home::new();
    let output = login(&home.config(), mock.plex_tv_url(), &[], |code| {
        mock.claim(code).unwrap()
    });
    assert!(output.status.success(), "{}", stderr(&output));
    home
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_somebody_types_signs_in() {
    let mock = PlexMock::builder().start().await.unwrap();
    let home = Home::new();
    let output = login(&home.config(), mock.plex_tv_url(), &[], |code| {
        mock.claim(code).unwrap()
    });
    let (out, err) = (stdout(&output), stderr(&output));
    assert!(output.status.success(), "{out}{err}");
    assert!(
        out.contains(&format!("Open   {}/link\n", mock.plex_tv_url())),
        "{out}"
    );
    assert!(out.contains("Signed in as mirabel.\n"), "{out}");
    assert!(
        !out.contains('\r') && !out.contains('█'),
        "only lines of use to a program: {out}"
    );
    let session = home.session();
    let token = session["token"].as_str().unwrap();
    assert!(!token.is_empty() && !out.contains(token) && !err.contains(token));
    assert_eq!(session["plexTv"], mock.plex_tv_url());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&home.config()), 0o700);
        assert_eq!(mode(&home.config().join("session.json")), 0o600);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_somebody_opens_signs_in() {
    let mock = PlexMock::builder().start().await.unwrap();
    let home = Home::new();
    let output = login(&home.config(), mock.plex_tv_url(), &["--strong"], |code| {
        assert_eq!(code.len(), 25);
        mock.claim(code).unwrap();
    });
    let out = stdout(&output);
    assert!(output.status.success(), "{out}{}", stderr(&output));
    assert!(
        out.contains("Open   https://app.plex.tv/auth#?clientID="),
        "{out}"
    );
    assert!(out.contains("&context%5Bdevice%5D%5Bproduct%5D="), "{out}");
    assert!(!out.contains("Enter"), "{out}");
    assert!(home.session()["token"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_token_opens_servers_and_libraries() {
    let mock = PlexMock::builder().start().await.unwrap();
    let home = signed_in(&mock);
    let servers = prints(plex(&home.config()).arg("servers"));
    assert!(
        servers.contains("│ Attic ") && servers.contains("2 local, 1 relay"),
        "{servers}"
    );
    assert!(
        !servers.contains("Living Room"),
        "a player is no server: {servers}"
    );
    let libraries = prints(plex(&home.config()).arg("libraries"));
    let first = format!(
        "Attic at {}, the only server of the account\n",
        mock.server_url()
    );
    assert!(libraries.starts_with(&first), "{libraries}");
    assert!(
        libraries.contains(" Movies ") && libraries.contains(" TV Shows "),
        "{libraries}"
    );
    assert!(
        prints(plex(&home.config()).args(["libraries", "--server", "attic"])).contains(" Movies ")
    );
    let complaint = complains(plex(&home.config()).args(["libraries", "--server", "Cellar"]));
    assert_eq!(
        complaint,
        "error: there is no server named \"Cellar\"; the account has Attic\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn logout_forgets_the_token_and_nothing_else() {
    let mock = PlexMock::builder().start().await.unwrap();
    let home = signed_in(&mock);
    let identifier = home.session()["clientIdentifier"].clone();
    prints(plex(&home.config()).arg("logout"));
    assert_eq!(home.session(), json!({"clientIdentifier": identifier}));
    for command in ["servers", "libraries", "logout"] {
        let complaint = complains(plex(&home.config()).arg(command));
        assert_eq!(complaint, "error: not signed in: run `plex login`\n");
    }
    login(&home.config(), mock.plex_tv_url(), &[], |code| {
        mock.claim(code).unwrap()
    });
    assert_eq!(
        home.session()["clientIdentifier"],
        identifier,
        "it is the same device again"
    );
}

#[test]
fn nothing_works_without_a_sign_in() {
    let home = Home::new();
    let complaint = complains(plex(&home.config()).arg("servers"));
    assert_eq!(complaint, "error: not signed in: run `plex login`\n");
    assert!(!home.config().exists(), "asking makes no files");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_that_nobody_uses_expires() {
    let mock = PlexMock::builder().start().await.unwrap();
    let home = Home::new();
    let output = login(&home.config(), mock.plex_tv_url(), &[], |_| {
        mock.advance(Duration::from_secs(901))
    });
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "error: the PIN expired before anybody used it; ask for a new one\n  try: plex login, which asks for a new one\n"
    );
    assert!(home.session().get("token").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_login_leaves_the_old_one() {
    let mock = PlexMock::builder().start().await.unwrap();
    let home = signed_in(&mock);
    let before = home.session();
    login(&home.config(), mock.plex_tv_url(), &[], |_| {
        mock.advance(Duration::from_secs(901))
    });
    assert_eq!(home.session(), before);
}

#[test]
fn a_plex_tv_that_is_not_there_is_named() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let home = Home::new();
    let plex_tv = format!("http://127.0.0.1:{port}");
    let complaint = complains(plex(&home.config()).args(["login", "--plex-tv", &plex_tv]));
    assert!(
        complaint.contains(&format!("POST {plex_tv}/api/v2/pins: cannot connect")),
        "{complaint}"
    );
    let complaint = complains(plex(&home.config()).args(["login", "--plex-tv", "attic"]));
    assert!(complaint.contains("\"attic\" is no address"), "{complaint}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_good_is_refused_and_not_shown() {
    let mock = PlexMock::builder().start().await.unwrap();
    let home = Home::new();
    fs::create_dir_all(home.config()).unwrap();
    let session = json!({"clientIdentifier": "made-up", "plexTv": mock.plex_tv_url(), "token": "n0t-g00d-at-all"});
    fs::write(home.config().join("session.json"), session.to_string()).unwrap();
    for command in ["servers", "libraries"] {
        let complaint = complains(plex(&home.config()).arg(command));
        assert!(
            complaint.contains("the token was not accepted"),
            "{complaint}"
        );
        assert!(complaint.ends_with("  try: plex login\n"), "{complaint}");
        assert!(!complaint.contains("n0t-g00d"), "{complaint}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named_before_anybody_types() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("file");
    fs::write(&in_the_way, "").unwrap();
    let complaint = complains(plex(&in_the_way.join("plex")).arg("login"));
    assert!(complaint.contains("session.json"), "{complaint}");
}
