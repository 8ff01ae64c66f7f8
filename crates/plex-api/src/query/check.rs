//! Queries against what a library knows.

use std::fmt;

use plex_models::{FieldType, MediaType, MediaTypeCode, Meta, MetaType};

use super::{Comparator, Comparison, Order, Query, Value};

impl Query {
    /// Compares the query with what a library tells about itself: its fields, their operators, its orders.
    ///
    /// A server answers a filter that it does not know with everything, or with nothing, and says no word about it; this
    /// does.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// use plex_api::{MediaType, query::{Query, number}};
    ///
    /// let query = Query::of(MediaType::Movie).filter(number("yaer").is(1999));
    /// let list = server.library().items("1").include_meta(true).limit(0).send().await?.into_body();
    /// for finding in query.check(&list.meta.unwrap_or_default()) {
    ///     println!("{finding}"); // the library tells of no field yaer; the nearest are year, …
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn check(&self, meta: &Meta) -> Vec<Finding> {
        self.check_against(&meta.types, &meta.field_types)
    }

    /// As [`check`](Self::check), where the lists come from elsewhere, such as the details of a section.
    #[must_use]
    pub fn check_against(&self, types: &[MetaType], field_types: &[FieldType]) -> Vec<Finding> {
        let library = Library {
            types,
            field_types,
            level: self.source_type.as_ref().or(self.media_type.as_ref()),
            names: types.iter().flat_map(Name::listed_by).collect(),
        };
        let codes = self.media_type.iter().chain(&self.source_type);
        let types = codes.filter_map(|code| library.check_type(code));
        let comparisons = self.comparisons();
        let filters = comparisons.flat_map(|comparison| library.check_comparison(comparison));
        let orders = self
            .sort
            .iter()
            .filter_map(|order| library.check_order(order));
        types.chain(filters).chain(orders).collect()
    }
}

/// Something in a query that a library does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The library has no such type.
    UnknownType {
        /// The type, as queries write it.
        media_type: MediaTypeCode,
        /// The types that there are.
        known: Vec<String>,
    },
    /// The library has no such field.
    UnknownField {
        /// The field.
        field: String,
        /// The fields that there are, the most similar first.
        known: Vec<String>,
    },
    /// The library does not offer this operator for fields of this type.
    UnknownOperator {
        /// The field.
        field: String,
        /// The type of the field.
        kind: String,
        /// The operator.
        comparator: Comparator,
        /// The operators that the library offers.
        known: Vec<String>,
        /// Whether the language has the operator for this type, so that it may well work.
        in_language: bool,
    },
    /// A value is none of the field's type.
    UnfitValue {
        /// The field.
        field: String,
        /// The type of the field.
        kind: String,
        /// The value.
        value: Value,
    },
    /// The library offers no such order.
    UnknownSort {
        /// The field to order by.
        field: String,
        /// The fields that it can be ordered by, the most similar first.
        known: Vec<String>,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownType { media_type, known } => {
                write!(
                    f,
                    "the library has no type {media_type}; it has {}",
                    known.join(", ")
                )
            }
            Self::UnknownField { field, known } => {
                write!(
                    f,
                    "the library tells of no field {field}{}",
                    suggestion(known)
                )
            }
            Self::UnknownOperator {
                field,
                kind,
                comparator,
                known,
                in_language,
            } => {
                let known = known.join(" ");
                write!(
                    f,
                    "{field} is of type {kind}, for which the library offers {known}, not {comparator}"
                )?;
                if *in_language {
                    f.write_str(", though the language has it")?;
                }
                Ok(())
            }
            Self::UnfitValue { field, kind, value } => {
                write!(
                    f,
                    "{field} is of type {kind}, and {:?} is not",
                    value.as_str()
                )
            }
            Self::UnknownSort { field, known } => {
                write!(
                    f,
                    "the library tells of no order by {field}{}",
                    suggestion(known)
                )
            }
        }
    }
}

fn suggestion(known: &[String]) -> String {
    match known.get(..3).unwrap_or(known) {
        [] => String::new(),
        [only] => format!("; there is only {only}"),
        nearest => format!("; the nearest are {}", nearest.join(", ")),
    }
}

/// What a library tells about itself, seen from a query.
struct Library<'a> {
    types: &'a [MetaType],
    field_types: &'a [FieldType],
    /// The level of fields without one.
    level: Option<&'a MediaTypeCode>,
    names: Vec<Name<'a>>,
}

/// A name that queries may use.
struct Name<'a> {
    /// The level, as it is written before the point.
    level: Option<String>,
    name: String,
    /// The type of the values, where it is told.
    kind: Option<&'a str>,
    sorts: bool,
}

impl<'a> Name<'a> {
    /// Every name that a type lists. One without level is one of that type.
    fn listed_by(listing: &'a MetaType) -> Vec<Self> {
        let named = |text: &str, kind, sorts| {
            let (level, name) = match text.split_once('.') {
                Some((level, name)) => (Some(level.to_owned()), name),
                None => (listing.kind.as_deref().map(str::to_owned), text),
            };
            Self {
                level,
                name: name.to_owned(),
                kind,
                sorts,
            }
        };
        let fields = listing.fields.iter();
        let fields = fields
            .filter_map(|field| Some(named(field.key.as_ref()?, field.kind.as_deref(), false)));
        // The types of these are for menus.
        let filters = listing.filters.iter();
        let filters =
            filters.filter_map(|filter| Some(named(filter.filter.as_ref()?, None, false)));
        let sorts = listing.sorts.iter();
        let sorts = sorts.filter_map(|sort| sort.key.as_deref());
        let sorts = sorts.flat_map(Order::list);
        let sorts = sorts.map(|order| named(&order.field, None, true));
        fields.chain(filters).chain(sorts).collect()
    }

    fn is_of(&self, level: Option<&MediaTypeCode>) -> bool {
        let own = self.level.as_deref().map(code_of);
        own.is_none() || level.is_none() || own.as_ref() == level
    }
}

impl Library<'_> {
    fn check_type(&self, code: &MediaTypeCode) -> Option<Finding> {
        let known: Vec<_> = self
            .types
            .iter()
            .filter_map(|t| t.kind.as_deref())
            .map(str::to_owned)
            .collect();
        let found = known.is_empty() || known.iter().any(|kind| code_of(kind) == *code);
        (!found).then(|| Finding::UnknownType {
            media_type: code.clone(),
            known,
        })
    }

    fn check_comparison(&self, comparison: &Comparison) -> Vec<Finding> {
        let field = &comparison.field;
        let kind = match self.find(field) {
            Found::Name(name) => name.kind,
            Found::Untold => None,
            Found::Nothing => {
                return vec![Finding::UnknownField {
                    field: field.clone(),
                    known: self.nearest(field, |_| true),
                }];
            }
        };
        let Some(kind) = kind else {
            return Vec::new();
        };
        let values = comparison.values.iter();
        let unfit = values.filter(|value| !fits(kind, value));
        let unfit = unfit.map(|value| Finding::UnfitValue {
            field: field.clone(),
            kind: kind.to_owned(),
            value: value.clone(),
        });
        let operator = self.check_operator(comparison, kind);
        operator.into_iter().chain(unfit).collect()
    }

    fn check_operator(&self, comparison: &Comparison, kind: &str) -> Option<Finding> {
        let mut types = self.field_types.iter();
        let listed = types.find(|field_type| field_type.kind.as_deref() == Some(kind))?;
        let keys = listed.operators.iter();
        let known: Vec<_> = keys
            .filter_map(|operator| operator.key.as_deref())
            .map(str::to_owned)
            .collect();
        let comparator = comparison.comparator;
        let offered = known.is_empty() || known.iter().any(|key| key == comparator.as_str());
        (!offered).then(|| Finding::UnknownOperator {
            field: comparison.field.clone(),
            kind: kind.to_owned(),
            comparator,
            known,
            in_language: language(kind).contains(&comparator),
        })
    }

    /// Fields that are in no list of orders are taken too: servers know more orders than they offer.
    fn check_order(&self, order: &Order) -> Option<Finding> {
        let unknown = matches!(self.find(&order.field), Found::Nothing);
        unknown.then(|| Finding::UnknownSort {
            field: order.field.clone(),
            known: self.nearest(&order.field, |name| name.sorts),
        })
    }

    fn find(&self, field: &str) -> Found<'_> {
        let (level, bare) = match field.split_once('.') {
            Some((level, bare)) => (Some(code_of(level)), bare),
            None => (self.level.cloned(), field),
        };
        let of_level = || self.names.iter().filter(|name| name.is_of(level.as_ref()));
        let found = of_level().filter(|name| name.name == bare);
        if let Some(name) = found.min_by_key(|name| name.kind.is_none()) {
            return Found::Name(name);
        }
        let told = of_level().any(|name| !name.sorts);
        let exists = level.is_none()
            || self
                .types
                .iter()
                .any(|listing| listing.kind.as_deref().map(code_of) == level);
        // Some levels tell nothing of themselves but how they are sorted.
        if told || !exists && !self.types.is_empty() {
            Found::Nothing
        } else {
            Found::Untold
        }
    }

    /// The names as the query would write them, the most similar first.
    fn nearest(&self, field: &str, which: impl Fn(&Name<'_>) -> bool) -> Vec<String> {
        let names = self.names.iter().filter(|name| which(name));
        let mut names: Vec<_> = names
            .map(|name| match &name.level {
                Some(level) if !name.is_of(self.level) => format!("{level}.{}", name.name),
                _ => name.name.clone(),
            })
            .collect();
        names.sort();
        names.dedup();
        let wanted = field.to_lowercase();
        names.sort_by_cached_key(|known| {
            let known = known.to_lowercase();
            let whole = strsim::osa_distance(&wanted, &known);
            let bare = known
                .split_once('.')
                .map_or(known.as_str(), |(_, bare)| bare);
            (whole.min(strsim::osa_distance(&wanted, bare)), whole)
        });
        names
    }
}

/// What became of a name.
enum Found<'a> {
    Name(&'a Name<'a>),
    /// The library tells nothing of that level.
    Untold,
    Nothing,
}

/// The number of a type that is named as items and levels are.
fn code_of(kind: &str) -> MediaTypeCode {
    MediaType::from(kind).into()
}

/// The operators of a type as the language has them.
fn language(kind: &str) -> &'static [Comparator] {
    use Comparator::{AtLeast, AtMost, Equal, Exact, Greater, Less, NotEqual, NotExact};
    match kind {
        "integer" => &[Equal, NotEqual, Greater, Less, AtLeast, AtMost],
        "string" => &[Equal, NotEqual, Exact, NotExact, AtMost, AtLeast],
        "date" => &[Equal, NotEqual, Greater, Less],
        "boolean" => &[Equal],
        _ => &[Equal, NotEqual],
    }
}

fn fits(kind: &str, value: &Value) -> bool {
    match kind {
        // Ratings have fractions though their type has not.
        "integer" => value.as_str().parse::<f64>().is_ok_and(f64::is_finite),
        "boolean" => matches!(value.as_str(), "0" | "1"),
        "date" => value.as_date().is_some() || value.as_relative().is_some(),
        _ => true,
    }
}
