//! Requests that are sent again, and those that must not be.

use std::time::Duration;

use plex_api::{Error, Retry};
use plex_mock::Fault;

use crate::common::{builder, mock, quick, retrying};

const PATH: &str = "/library/sections";

#[tokio::test]
async fn reads_are_sent_again() {
    let mock = mock().await;
    let server = retrying(&mock, quick());
    let faults = [
        Fault::on(PATH).status(500),
        Fault::on(PATH).status(503),
        Fault::on(PATH).retry_after(0),
        Fault::on(PATH).drop_connection(),
        Fault::on(PATH).truncated_body(),
    ];
    for fault in faults {
        mock.clear_requests();
        mock.fault(fault.clone().times(2));
        let sections = server.library().sections().await;
        assert!(
            sections.is_ok_and(|sections| !sections.is_empty()),
            "{fault:?}"
        );
        assert_eq!(mock.requests().len(), 3, "{fault:?}");
    }
}

#[tokio::test]
async fn enough_is_enough() {
    let mock = mock().await;
    let server = retrying(&mock, quick());
    mock.fault(Fault::on(PATH).status(500).always());
    assert_eq!(
        server.library().sections().await.unwrap_err().status(),
        Some(500)
    );
    assert_eq!(mock.requests().len(), 3);

    mock.clear_requests();
    let never = server.library().sections().retry(Retry::never());
    assert_eq!(never.await.unwrap_err().status(), Some(500));
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_final() {
    let mock = mock().await;
    let server = retrying(&mock, quick());
    for status in [400, 401, 403, 404, 498] {
        mock.clear_requests();
        mock.fault(Fault::on(PATH).status(status).times(1));
        assert_eq!(
            server.library().sections().await.unwrap_err().status(),
            Some(status)
        );
        assert_eq!(mock.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_write_that_may_have_arrived_is_not_sent_again() {
    let mock = mock().await;
    let plex = builder(&mock)
        .token(mock.token())
        .retry(quick())
        .build()
        .unwrap();
    for fault in [
        Fault::on("/api/v2/pins").status(503),
        Fault::on("/api/v2/pins").drop_connection(),
    ] {
        mock.clear_requests();
        mock.fault(fault.times(1));
        assert!(plex.pins().create().await.unwrap_err().is_transient());
        assert_eq!(mock.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_host_that_asks_for_more_than_the_budget_is_not_waited_for() {
    let mock = mock().await;
    let server = retrying(&mock, quick().budget(Duration::from_secs(5)));
    // Not even one that no sum can hold.
    for seconds in [3600, u64::MAX] {
        mock.clear_requests();
        mock.fault(Fault::on(PATH).retry_after(seconds).times(1));
        let error = server.library().sections().await.unwrap_err();
        assert!(
            matches!(error, Error::RateLimited { retry_after: Some(wait), .. } if wait.as_secs() == seconds),
            "{error}"
        );
        assert_eq!(mock.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_starting_server_is_waited_for_if_asked() {
    let mock = mock().await;
    let patient = quick()
        .longest_pause(Duration::from_millis(2))
        .while_starting();
    mock.fault(Fault::on(PATH).status(503).times(20));
    assert!(retrying(&mock, patient).library().sections().await.is_ok());
    assert_eq!(mock.requests().len(), 21);
}
