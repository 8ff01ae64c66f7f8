//! Whether a value fits its field.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer};
use serde_json::Value;
use serde_with::{DeserializeAs, SerializeAs};

/// What an adapter made of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Fit<T> {
    /// The value, in the field's type.
    Value(T),
    /// The value was null, or an XML element with nothing in it: the field stays empty.
    Null,
    /// The value has no shape that the field could take. Here it is as it came.
    Misfit(Value),
}

/// Reads a `T` from every shape it is seen in, and writes it in one.
///
/// Adapters are [`serde_with`] adapters, so they also serve in types of your own:
///
/// ```
/// use plex_models::wire::{Fit, Whole};
/// use serde_with::{DeserializeAs, serde_as};
///
/// let quoted = Whole::deserialize_as(serde_json::json!("279"))?;
/// assert_eq!(quoted, Fit::Value(279_i64));
///
/// #[serde_as]
/// #[derive(serde::Serialize)]
/// struct Mine {
///     #[serde_as(as = "Whole")]
///     id: i64,
/// }
/// assert_eq!(serde_json::to_string(&Mine { id: 279 })?, r#"{"id":279}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Adapter<T>: SerializeAs<T> + for<'de> DeserializeAs<'de, Fit<T>> {
    /// Reads one item to the end of a list. A large type is read where it will stay, without being moved.
    ///
    /// # Errors
    ///
    /// Only when the input is broken: no value is refused.
    #[inline]
    fn push_onto<'de, D: Deserializer<'de>>(
        list: &mut Vec<T>,
        deserializer: D,
    ) -> Result<Fit<()>, D::Error> {
        Ok(match Self::deserialize_as(deserializer)? {
            Fit::Value(item) => {
                make_room(list);
                list.push(item);
                Fit::Value(())
            }
            Fit::Null => Fit::Null,
            Fit::Misfit(raw) => Fit::Misfit(raw),
        })
    }

    /// Empties the [`Extra`](super::Extra) of every object in `value`.
    fn forget_extra(_value: &mut T) {}
}

/// Makes room for one more item. A list of large items begins with room for fewer of them than a `Vec` would make: most
/// lists of an answer have one or two.
#[inline]
pub(super) fn make_room<T>(list: &mut Vec<T>) {
    const FIRST_BYTES: usize = 512;
    if list.len() == list.capacity() {
        let first = FIRST_BYTES / size_of::<T>().max(1);
        list.reserve_exact(list.len().max(first.clamp(1, 4)));
    }
}

/// Reads one value through the adapter `A`.
pub(crate) struct Through<A, T>(PhantomData<(A, T)>);

impl<A, T> Through<A, T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, A: DeserializeAs<'de, Fit<T>>, T> DeserializeSeed<'de> for Through<A, T> {
    type Value = Fit<T>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit<T>, D::Error> {
        A::deserialize_as(deserializer)
    }
}

/// Reads a value once more, in another way than before. By way of its text, so that the code which reads from text is the
/// only one there is: this is for rare shapes, and to build the same for a second source would double it for every type.
pub(super) fn again<T, S: for<'de> DeserializeSeed<'de, Value = Fit<T>>>(
    value: &Value,
    seed: S,
) -> Fit<T> {
    let text = value.to_string();
    seed.deserialize(&mut serde_json::Deserializer::from_str(&text))
        .unwrap_or_else(|_| Fit::Misfit(value.clone()))
}
