//! Queries on requests.

use super::Query;

macro_rules! matching {
    ($($request:ty),* $(,)?) => {$(
        impl $request {
            /// Asks for what a query selects, in its order.
            ///
            /// The query says the type, order, group and limit too: leave the methods of those names alone, or both are
            /// sent.
            ///
            /// ```no_run
            /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
            /// use plex_api::{MediaType, query::{Query, number}};
            ///
            /// let query = Query::of(MediaType::Movie).filter(number("year").greater_than(1999)).sort("titleSort");
            /// let mut movies = server.library().items("1").matching(&query).items();
            /// while let Some(movie) = movies.try_next().await? {
            ///     println!("{}", movie.title.unwrap_or_default());
            /// }
            /// # Ok(())
            /// # }
            /// ```
            pub fn matching(self, query: &Query) -> Self {
                query
                    .pairs()
                    .iter()
                    .fold(self, |request, (name, value)| request.query(name, value))
            }
        }
    )*};
}

matching!(
    crate::operations::library::Items<'_>,
    crate::operations::library::AllItems<'_>,
);
