//! What all generated requests can do, given by one line under each.
//!
//! What decodes an answer is marked `#[inline]`, so that it is not built here for every operation, but in the programs, for
//! those that they use.

/// Gives a request its options and its sending, by the kind of its answer:
///
/// | row | awaiting gives |
/// |---|---|
/// | `Link => nothing` | `()` |
/// | `Qr => bytes` | `Bytes`; also `.stream()` and `.download_to(path)` |
/// | `Ip => text` | `String` |
/// | `Features => raw` | [`serde_json::Value`] |
/// | `Create => Pin` | the object |
/// | `List => list Resource` | `Vec<Resource>` |
/// | `Identity => ServerIdentity in "MediaContainer"` | the object inside the envelope |
/// | `Sections => Container in "MediaContainer", gives directory: Vec<Section>` | that list; `.send()` the whole |
/// | `Users => Home, gives users: Vec<HomeUser>` | the same, without an envelope |
/// | `Items => Container in "MediaContainer", pages metadata: Vec<Metadata>` | the same, also `.pages()`, `.items()` |
/// | `Friends => graphql Friends in "data", gives all: Vec<Friend>` | the same; what the query complains of is an error |
macro_rules! operation {
    ($name:ident => nothing) => {
        $crate::engine::operation!(@send $name, (), |call| Ok(call.reply().await?.nothing()));
        $crate::engine::operation!(@await $name, (), |response| response.into_body());
    };
    ($name:ident => bytes) => {
        $crate::engine::operation!(@send $name, bytes::Bytes, |call| Ok(call.reply().await?.bytes()));
        $crate::engine::operation!(@await $name, bytes::Bytes, |response| response.into_body());

        impl<'a> $name<'a> {
            /// Sends the request and gives the body piece by piece.
            ///
            /// # Errors
            ///
            /// [`Error`](crate::Error), as awaiting the request.
            #[inline]
            pub async fn stream(self) -> $crate::Result<$crate::engine::ByteStream> {
                Ok(self.call.open().await?.stream())
            }

            /// The body as a file on the disk: resumed after a cut, and under its own name only when it is whole.
            #[inline]
            pub fn download_to(self, path: impl AsRef<std::path::Path>) -> $crate::download::Download<'a> {
                $crate::download::Download::new(self.call, path.as_ref())
            }
        }
    };
    ($name:ident => text) => {
        $crate::engine::operation!(@send $name, String, |call| Ok(call.reply().await?.text()));
        $crate::engine::operation!(@await $name, String, |response| response.into_body());
    };
    ($name:ident => raw) => {
        $crate::engine::operation!(@send $name, serde_json::Value, |call| call.reply().await?.raw());
        $crate::engine::operation!(@await $name, serde_json::Value, |response| response.into_body());
    };
    ($name:ident => graphql $answer:ident in $envelope:literal) => {
        $crate::engine::operation!(@send $name, $answer, |call| $crate::engine::graphql(&call, $envelope).await);
        $crate::engine::operation!(@await $name, $answer, |response| response.into_body());
    };
    ($name:ident => graphql $answer:ident in $envelope:literal, gives $field:ident: $payload:ty) => {
        $crate::engine::operation!(@send $name, $answer, |call| $crate::engine::graphql(&call, $envelope).await);
        $crate::engine::operation!(@await $name, $payload, |response| response.into_body().$field);
    };
    ($name:ident => list $item:ty) => {
        $crate::engine::operation!(@send $name, Vec<$item>, |call| call.reply().await?.list());
        $crate::engine::operation!(@await $name, Vec<$item>, |response| response.into_body());
    };
    ($name:ident => $answer:ty) => {
        $crate::engine::operation!(@send $name, $answer, |call| call.reply().await?.object(None));
        $crate::engine::operation!(@await $name, $answer, |response| response.into_body());
    };
    ($name:ident => $answer:ident in $envelope:literal) => {
        $crate::engine::operation!(@send $name, $answer, |call| call.reply().await?.object(Some($envelope)));
        $crate::engine::operation!(@await $name, $answer, |response| response.into_body());
    };
    ($name:ident => $answer:ident, gives $field:ident: $payload:ty) => {
        $crate::engine::operation!(@send $name, $answer, |call| call.reply().await?.object(None));
        $crate::engine::operation!(@await $name, $payload, |response| response.into_body().$field);
    };
    ($name:ident => $answer:ident in $envelope:literal, gives $field:ident: $payload:ty) => {
        $crate::engine::operation!(@send $name, $answer, |call| call.reply().await?.object(Some($envelope)));
        $crate::engine::operation!(@await $name, $payload, |response| response.into_body().$field);
    };
    ($name:ident => $answer:ident in $envelope:literal, pages $field:ident: Vec<$item:ty>) => {
        $crate::engine::operation!(@send $name, $answer, |call| $crate::engine::listed(&call, $envelope).await);
        $crate::engine::operation!(@await $name, Vec<$item>, |response| response.into_body().$field);

        impl<'a> $name<'a> {
            /// How many items a page asks for; the client's setting where this is not called.
            pub fn page_size(mut self, items: u64) -> Self {
                self.call.paging.size = Some(items);
                self
            }

            /// Where [`pages`](Self::pages) and [`items`](Self::items) begin, in items; 0 is the first.
            pub fn start_at(mut self, item: u64) -> Self {
                self.call.paging.start = item;
                self
            }

            /// How many items there are, without any of them.
            ///
            /// # Errors
            ///
            /// [`Error`](crate::Error), as awaiting the request.
            #[inline]
            pub async fn count(self) -> $crate::Result<u64> {
                $crate::engine::count::<$answer>(self.call).await
            }

            /// The answer page by page, one request each.
            #[inline]
            pub fn pages(self) -> $crate::engine::Pages<'a, $item> {
                $crate::engine::Pages::new::<$answer>(self.call)
            }

            /// The items of all pages, one after the other.
            #[inline]
            pub fn items(self) -> $crate::engine::Items<'a, $item> {
                self.pages().into_items()
            }
        }
    };

    (@send $name:ident, $answer:ty, |$call:ident| $answered:expr) => {
        impl $name<'_> {
            /// Sets a query parameter that has no method here; a second call with the same name sends both.
            pub fn query(mut self, name: &str, value: impl std::fmt::Display) -> Self {
                self.call.add_query(name, value);
                self
            }

            /// Sets a header.
            pub fn header(mut self, name: &str, value: impl std::fmt::Display) -> Self {
                self.call.set_header(name, value);
                self
            }

            /// How long the whole exchange may take, in place of the client's setting.
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.call.timeout = Some(timeout);
                self
            }

            /// How patiently the request is sent again when it fails, in place of the client's setting.
            pub fn retry(mut self, retry: $crate::Retry) -> Self {
                self.call.retry = Some(retry);
                self
            }

            /// Sends the request and gives the whole response: status, headers, and all of the answer.
            ///
            /// # Errors
            ///
            /// [`Error`](crate::Error), as awaiting the request.
            #[inline]
            pub async fn send(self) -> $crate::Result<$crate::Response<$answer>> {
                let $call = self.call;
                $answered
            }
        }
    };
    (@await $name:ident, $payload:ty, |$response:ident| $unwrap:expr) => {
        impl<'a> IntoFuture for $name<'a> {
            type Output = $crate::Result<$payload>;
            type IntoFuture = futures_util::future::BoxFuture<'a, Self::Output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move {
                    let $response = self.send().await?;
                    Ok($unwrap)
                })
            }
        }
    };
}
pub(crate) use operation;

/// Says which list of a container its pages consist of: `container!(MetadataContainer, metadata: "Metadata" of Metadata)`.
macro_rules! container {
    ($name:ident, $field:ident: $member:literal of $item:ty) => {
        impl $crate::engine::Container for $name {
            const MEMBER: &'static str = $member;

            type Item = $item;

            fn position(&self) -> (Option<i64>, Option<i64>) {
                (self.offset, self.total_size)
            }

            fn items(&mut self) -> &mut Vec<$item> {
                &mut self.$field
            }
        }
    };
}
pub(crate) use container;
