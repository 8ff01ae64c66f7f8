//! Tokens for signatures.

use std::time::Duration;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use plex_mock::PlexMock;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::{Client, json, mock};

/// A device with a key of its own making.
struct Device {
    client: Client,
    key: Ed25519KeyPair,
    tv: String,
}

impl Device {
    fn new(mock: &PlexMock, secret: u8) -> Self {
        Self {
            client: Client::new("device-1"),
            key: Ed25519KeyPair::from_seed_unchecked(&[secret; 32]).unwrap(),
            tv: mock.plex_tv_url().to_owned(),
        }
    }

    fn jwk(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.key.public_key());
        json!({"kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig", "alg": "EdDSA", "kid": self.kid()})
    }

    fn kid(&self) -> String {
        format!("key-{}", self.key.public_key().as_ref()[0])
    }

    fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": "EdDSA", "kid": self.kid(), "typ": "JWT"});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    async fn post(&self, path: &str, body: Value) -> Response {
        let request = self
            .client
            .request(Method::POST, format!("{}{path}", self.tv));
        request.body(body.to_string()).send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.tv)).await
    }

    async fn register(&self) -> StatusCode {
        self.post("/api/v2/auth/jwk", json!({"jwk": self.jwk()}))
            .await
            .status()
    }

    async fn nonce(&self) -> String {
        let nonce = json(self.get("/api/v2/auth/nonce").await).await;
        nonce["nonce"].as_str().unwrap().to_owned()
    }

    fn claims(&self, mock: &PlexMock, nonce: &str) -> Value {
        let now = mock.now().timestamp();
        json!({
            "nonce": nonce,
            "scope": "username,email",
            "aud": "plex.tv",
            "iss": "device-1",
            "iat": now,
            "exp": now + 300,
        })
    }

    async fn trade(&self, claims: &Value) -> Response {
        self.post("/api/v2/auth/token", json!({"jwt": self.sign(claims)}))
            .await
    }
}

fn claims_of(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

#[tokio::test]
async fn a_lasting_token_is_traded_for_short_ones() {
    let mock = mock().await;
    let mut device = Device::new(&mock, 1);
    assert_eq!(device.register().await, StatusCode::UNAUTHORIZED);
    device.client.token = Some(mock.token().to_owned());
    assert_eq!(device.register().await, StatusCode::CREATED);
    assert_eq!(device.register().await, StatusCode::UNPROCESSABLE_ENTITY);
    // Registering alone changes nothing.
    assert_eq!(device.get("/api/v2/user").await.status(), StatusCode::OK);

    let claims = device.claims(&mock, &device.nonce().await);
    let token = json(device.trade(&claims).await).await["auth_token"].clone();
    let token = token.as_str().unwrap();
    assert_eq!(
        device.get("/api/v2/user").await.status(),
        StatusCode::UNAUTHORIZED
    );
    device.client.token = Some(token.to_owned());
    assert_eq!(
        json(device.get("/api/v2/user").await).await["username"],
        "mirabel"
    );

    let said = claims_of(token);
    assert_eq!(said["iss"], "plex.tv");
    assert_eq!(said["aud"], json!(["plex.tv", "device-1"]));
    assert_eq!(said["thumbprint"], device.kid());
    assert_eq!(
        said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(),
        7 * 24 * 3600
    );
    assert_eq!(said["user"]["username"], "mirabel");

    // One of the published keys has signed it: the newest.
    let keys = json(device.get("/api/v2/auth/keys").await).await;
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let is_signed_by = |key: &Value| {
        let public = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&ED25519, public)
            .verify(signed.as_bytes(), &signature)
            .is_ok()
    };
    let signed_by: Vec<_> = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(is_signed_by)
        .collect();
    assert_eq!(signed_by, [false, true]);

    // A week later it is over, and the key gets another all the same.
    mock.advance(Duration::from_secs(7 * 24 * 3600));
    assert_eq!(device.get("/api/v2/user").await.status().as_u16(), 498);
    let claims = device.claims(&mock, &device.nonce().await);
    assert_eq!(device.trade(&claims).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_signed_right_is_refused() {
    let mock = mock().await;
    let mut device = Device::new(&mock, 2);
    device.client.token = Some(mock.token().to_owned());
    device.register().await;
    let nonce = device.nonce().await;
    let good = device.claims(&mock, &nonce);
    let now = mock.now().timestamp();
    for (claim, value) in [
        ("iss", "device-2".into()),
        ("aud", "example.org".into()),
        ("exp", (now - 120).into()),
        ("iat", (now + 120).into()),
        ("nonce", "made up".into()),
    ] {
        let mut claims = good.clone();
        claims[claim] = value;
        let status = device.trade(&claims).await.status();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{claim}");
    }
    let stranger = Device::new(&mock, 3);
    assert_eq!(
        stranger.trade(&good).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    for body in [json!({}), json!({"jwt": "x.y.z"}), json!([])] {
        assert_eq!(
            device.post("/api/v2/auth/token", body).await.status(),
            StatusCode::BAD_REQUEST
        );
    }
    // Each nonce is good once.
    assert_eq!(device.trade(&good).await.status(), StatusCode::OK);
    assert_eq!(
        device.trade(&good).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // And for five minutes.
    let nonce = device.nonce().await;
    mock.advance(Duration::from_secs(301));
    let late = device.claims(&mock, &nonce);
    assert_eq!(
        device.trade(&late).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn keys_that_are_none_are_refused() {
    let mock = mock().await;
    let mut device = Device::new(&mock, 4);
    device.client.token = Some(mock.token().to_owned());
    let with = |name: &str, value: Value| {
        let mut jwk = device.jwk();
        jwk[name] = value;
        json!({"jwk": jwk})
    };
    for body in [
        json!({}),
        with("kty", "RSA".into()),
        with("crv", "P-256".into()),
        with("x", "c2hvcnQ".into()),
        with("kid", "".into()),
        with("d", "a private half has no business here".into()),
    ] {
        let registered = device.post("/api/v2/auth/jwk", body.clone()).await;
        assert_eq!(registered.status(), StatusCode::BAD_REQUEST, "{body}");
        let mut pin = body.clone();
        pin["jwk"] = body.get("jwk").cloned().unwrap_or("none".into());
        assert_eq!(
            device.post("/api/v2/pins", pin).await.status(),
            StatusCode::BAD_REQUEST,
            "{body}"
        );
    }
}

#[tokio::test]
async fn nonces_are_few() {
    let mock = mock().await;
    let device = Device::new(&mock, 5);
    for _ in 0..10 {
        device.nonce().await;
    }
    let refused = device.get("/api/v2/auth/nonce").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let other = Client::new("device-2");
    assert!(
        other
            .get(format!("{}/api/v2/auth/nonce", device.tv))
            .await
            .status()
            .is_success()
    );
    let nobody = Client::new("")
        .get(format!("{}/api/v2/auth/nonce", device.tv))
        .await;
    assert_eq!(nobody.status(), StatusCode::UNPROCESSABLE_ENTITY);
    mock.advance(Duration::from_secs(wait));
    device.nonce().await;
}

#[tokio::test]
async fn a_pin_carries_a_key() {
    let mock = mock().await;
    let mut device = Device::new(&mock, 6);
    let body = json!({"jwk": device.jwk(), "strong": true});
    let pin = json(device.post("/api/v2/pins", body).await).await;
    assert_eq!(pin["code"].as_str().unwrap().len(), 25);
    mock.claim(pin["code"].as_str().unwrap()).unwrap();
    let path = format!("/api/v2/pins/{}", pin["id"]);
    let signed = |by: &Device| {
        let mut claims = by.claims(&mock, "");
        claims.as_object_mut().unwrap().remove("nonce");
        by.sign(&claims)
    };
    // Without a signature there is no token, and with another's neither.
    assert_eq!(
        json(device.get(&path).await).await["authToken"],
        Value::Null
    );
    let thief = Device::new(&mock, 7);
    let refused = device
        .get(&format!("{path}?deviceJWT={}", signed(&thief)))
        .await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let given = json(
        device
            .get(&format!("{path}?deviceJWT={}", signed(&device)))
            .await,
    )
    .await;
    let token = given["authToken"].as_str().unwrap();
    assert_eq!(claims_of(token)["thumbprint"], device.kid());
    // Asked again, it is the same; and the key is registered by that.
    assert_eq!(json(device.get(&path).await).await["authToken"], token);
    device.client.token = Some(token.to_owned());
    let claims = device.claims(&mock, &device.nonce().await);
    assert_eq!(device.trade(&claims).await.status(), StatusCode::OK);
    assert_eq!(
        device.get("/api/v2/user").await.status(),
        StatusCode::OK,
        "the first lasts its week"
    );
}

#[tokio::test]
async fn the_clock_may_be_anybodys() {
    let mock = PlexMock::builder()
        .movies(1)
        .token_lifetime(Duration::from_secs(60))
        .start()
        .await
        .unwrap();
    mock.set_clock(mock.now() - TimeDelta::days(400));
    let mut device = Device::new(&mock, 8);
    device.client.token = Some(mock.token().to_owned());
    device.register().await;
    let answer = device.get("/api/v2/auth/keys").await;
    let date = answer.headers()["date"].to_str().unwrap();
    let date = chrono::DateTime::parse_from_rfc2822(date).unwrap();
    assert!((date.to_utc() - mock.now()).abs() <= TimeDelta::seconds(2));
    let claims = device.claims(&mock, &device.nonce().await);
    let token = json(device.trade(&claims).await).await["auth_token"].clone();
    device.client.token = token.as_str().map(str::to_owned);
    assert_eq!(device.get("/api/v2/ping").await.status(), StatusCode::OK);
    mock.advance(Duration::from_secs(60));
    assert_eq!(device.get("/api/v2/ping").await.status().as_u16(), 498);
}
