//! What carries requests: the HTTP library as we set it up, or what the app brings along.

use std::{fmt, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture};
use reqwest::{Request, Response};
use tower::{Service, ServiceExt};

use crate::error::BoxError;

type Given = dyn Fn(Request) -> BoxFuture<'static, Result<Response, BoxError>> + Send + Sync;

/// Cheap to clone; clones share the connections.
#[derive(Clone)]
pub(crate) enum Transport {
    Http {
        http: reqwest::Client,
        /// The same without HTTP/2, which cannot be upgraded to a WebSocket.
        http1: reqwest::Client,
    },
    Given(Arc<Given>),
}

impl Transport {
    /// A service that the app made.
    pub(crate) fn service<S>(service: S) -> Self
    where
        S: Service<Request, Response = Response> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        Self::Given(Arc::new(move |request| {
            let service = service.clone();
            async move { service.oneshot(request).await.map_err(Into::into) }.boxed()
        }))
    }

    pub(super) async fn send(&self, request: Request, upgrade: bool) -> Result<Response, BoxError> {
        match self {
            Self::Http { http1, .. } if upgrade => Ok(http1.execute(request).await?),
            Self::Http { http, .. } => Ok(http.execute(request).await?),
            Self::Given(service) => service(request).await,
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http { .. } => "Http",
            Self::Given(_) => "Given",
        })
    }
}
