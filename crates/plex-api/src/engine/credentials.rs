//! Which token goes along.

use std::{fmt, sync::Arc};

use futures_util::future::BoxFuture;
use plex_models::Token;
use tokio::sync::Mutex;

use crate::Error;

/// What proves who asks. Cheap to clone; clones of one that renews share the renewal.
#[derive(Clone, Default)]
pub(crate) enum Credentials {
    /// Nobody.
    #[default]
    None,
    /// A token that stays.
    Fixed(Token),
    /// A token that is replaced from time to time.
    Renewing(Arc<Renewing>),
}

/// Where tokens with an end come from.
pub(crate) trait TokenSource: Send + Sync + 'static {
    /// The token at hand.
    fn current(&self) -> Option<Token>;

    /// Whether the token at hand ends soon enough to be replaced before it is used once more. Where that fails, it is used.
    fn is_due(&self) -> bool {
        false
    }

    /// Gets a token in place of one that was refused (401 or 498) or is due. It is called by one caller at a time. To give
    /// the same token again says that no other is to be had.
    fn renew<'s>(&'s self, stale: &'s Token) -> BoxFuture<'s, Result<Token, Error>>;
}

/// A source of tokens, asked by one caller at a time.
pub(crate) struct Renewing {
    source: Box<dyn TokenSource>,
    turn: Mutex<()>,
}

impl Credentials {
    pub(crate) fn renewing(source: impl TokenSource) -> Self {
        Self::Renewing(Arc::new(Renewing {
            source: Box::new(source),
            turn: Mutex::default(),
        }))
    }

    /// The token at hand.
    pub(crate) fn at_hand(&self) -> Option<Token> {
        match self {
            Self::None => None,
            Self::Fixed(token) => Some(token.clone()),
            Self::Renewing(renewing) => renewing.source.current(),
        }
    }

    /// The token for a request that is about to leave.
    pub(super) async fn token(&self) -> Option<Token> {
        if let Self::Renewing(renewing) = self
            && renewing.source.is_due()
            && let Some(stale) = renewing.source.current()
            && let Err(error) = renewing.renew(&stale).await
        {
            tracing::warn!(%error, "a token that ends soon could not be renewed; it is used as it is");
        }
        self.at_hand()
    }

    /// Another token in place of one that a host refused; none if there is no other.
    pub(super) async fn instead_of(&self, stale: Option<&Token>) -> Result<Option<Token>, Error> {
        let (Self::Renewing(renewing), Some(stale)) = (self, stale) else {
            return Ok(None);
        };
        let token = renewing.renew(stale).await?;
        Ok((token.expose() != stale.expose()).then_some(token))
    }
}

impl Renewing {
    /// Those that waited for their turn take what the one before them got.
    async fn renew(&self, stale: &Token) -> Result<Token, Error> {
        let _turn = self.turn.lock().await;
        match self.source.current() {
            Some(token) if token.expose() != stale.expose() => Ok(token),
            _ => self.source.renew(stale).await,
        }
    }
}

impl From<Option<Token>> for Credentials {
    fn from(token: Option<Token>) -> Self {
        token.map_or(Self::None, Self::Fixed)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Fixed(_) => "Fixed",
            Self::Renewing(_) => "Renewing",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::{FutureExt, future::join_all};

    use super::*;

    /// Gives `token-1`, `token-2` and so on; the last of them is all there is.
    struct Numbered {
        number: AtomicUsize,
        last: usize,
        is_due: bool,
    }

    impl Numbered {
        fn up_to(last: usize, is_due: bool) -> Credentials {
            Credentials::renewing(Self {
                number: AtomicUsize::new(1),
                last,
                is_due,
            })
        }
    }

    impl TokenSource for Numbered {
        fn current(&self) -> Option<Token> {
            Some(format!("token-{}", self.number.load(Ordering::SeqCst)).into())
        }

        fn is_due(&self) -> bool {
            self.is_due
        }

        fn renew<'s>(&'s self, _: &'s Token) -> BoxFuture<'s, Result<Token, Error>> {
            async {
                tokio::task::yield_now().await;
                if self.number.load(Ordering::SeqCst) < self.last {
                    self.number.fetch_add(1, Ordering::SeqCst);
                }
                self.current()
                    .ok_or_else(|| Error::Config("there is always one".into()))
            }
            .boxed()
        }
    }

    fn text(token: Option<Token>) -> Option<String> {
        token.map(|token| token.expose().to_owned())
    }

    #[tokio::test]
    async fn however_many_wait_one_renews() {
        let credentials = Numbered::up_to(9, false);
        let stale = credentials.token().await;
        assert_eq!(text(stale.clone()).as_deref(), Some("token-1"));
        let renewed = join_all((0..20).map(|_| credentials.instead_of(stale.as_ref()))).await;
        for token in renewed {
            assert_eq!(text(token.unwrap()).as_deref(), Some("token-2"));
        }
    }

    #[tokio::test]
    async fn the_same_again_is_none() {
        let credentials = Numbered::up_to(1, false);
        let stale = credentials.token().await;
        assert!(
            credentials
                .instead_of(stale.as_ref())
                .await
                .unwrap()
                .is_none()
        );
        let fixed = Credentials::from(stale.clone());
        assert!(fixed.instead_of(stale.as_ref()).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn what_is_due_is_renewed_before_it_is_used() {
        let credentials = Numbered::up_to(2, true);
        assert_eq!(text(credentials.token().await).as_deref(), Some("token-2"));
        assert_eq!(text(credentials.at_hand()).as_deref(), Some("token-2"));
    }
}
