//! Objects: the trait that generated structs have, and the table that gives it to them.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_with::{DeserializeAs, SerializeAs};

use super::{Adapter, Extra, Fit, fit::Through, misfits, raw};

/// A generated struct: named fields, and beside them the members that no field names.
pub trait Model: Default + Serialize + for<'de> Deserialize<'de> {
    /// Reads the members of an object.
    ///
    /// # Errors
    ///
    /// Only when the input is broken: no value is refused.
    fn read_members<'de, M: MapAccess<'de>>(members: M) -> Result<Self, M::Error>;

    /// The members that no field names.
    fn extra(&self) -> &Extra;

    /// Empties [`extra`](Self::extra), here and in every object below.
    fn forget_extra(&mut self);
}

/// Adapter for a nested object. A list of one object is that object.
#[derive(Debug, Clone, Copy)]
pub struct Object;

impl<'de, T: Model> DeserializeAs<'de, Fit<T>> for Object {
    #[inline]
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Fit<T>, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    }
}

impl<T: Model> SerializeAs<T> for Object {
    fn serialize_as<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

impl<T: Model> Adapter<T> for Object {
    fn forget_extra(value: &mut T) {
        value.forget_extra();
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for ObjectVisitor<T> {
    type Value = Fit<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<Fit<T>, M::Error> {
        T::read_members(members).map(Fit::Value)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Fit<T>, S::Error> {
        let first = match seq.next_element_seed(Through::<Object, T>::new())? {
            None | Some(Fit::Null) => return raw::collect_seq(Vec::new(), seq).map(null_if_empty),
            Some(Fit::Misfit(first)) => return raw::collect_seq(vec![first], seq).map(Fit::Misfit),
            Some(Fit::Value(first)) => first,
        };
        match seq.next_element_seed(raw::Raw)? {
            None => Ok(Fit::Value(first)),
            Some(second) => {
                let first = serde_json::to_value(&first).unwrap_or_default();
                raw::collect_seq(vec![first, second], seq).map(Fit::Misfit)
            }
        }
    }

    misfits!(Fit::Misfit);

    fn visit_unit<E>(self) -> Result<Fit<T>, E> {
        Ok(Fit::Null)
    }

    fn visit_none<E>(self) -> Result<Fit<T>, E> {
        Ok(Fit::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A list of nothing says nothing.
fn null_if_empty<T>(rest: serde_json::Value) -> Fit<T> {
    match rest.as_array() {
        Some(list) if list.is_empty() => Fit::Null,
        _ => Fit::Misfit(rest),
    }
}

/// Reads a member's name, borrowed from the input where it stands there unescaped.
pub(crate) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    #[inline]
    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}

/// Gives a struct its reading and writing from a table with one row per field:
/// `optional|required|list field: "member" ["| "other name in XML"] as Adapter`.
macro_rules! object {
    ($name:ident { $($kind:ident $field:ident: $member:literal $(| $alias:literal)* as $adapter:ty),* $(,)? }) => {
        const _: () = {
            #[allow(unused_imports)] // which adapters a table names differs
            use $crate::wire::{Day, Decimal, Flag, List, Object, Open, Raw, Rfc3339, Text, UnixSeconds, Whole};
            use $crate::wire::{Extra, Key, Model, Through, slot};

            impl Model for $name {
                fn read_members<'de, M: serde::de::MapAccess<'de>>(mut members: M) -> Result<Self, M::Error> {
                    let mut object = Self::default();
                    while let Some(name) = members.next_key_seed(Key)? {
                        match name.as_ref() {
                            $($member $(| $alias)* => slot::$kind::put::<$adapter, _>(
                                &mut object.$field,
                                &mut object.extra,
                                $member,
                                members.next_value_seed(Through::<$adapter, _>::new())?,
                            ),)*
                            _ => match members.next_value_seed(Raw)? {
                                serde_json::Value::Null => {}
                                value => object.extra.push(&name, value),
                            },
                        }
                    }
                    Ok(object)
                }

                fn extra(&self) -> &Extra {
                    &self.extra
                }

                fn forget_extra(&mut self) {
                    self.extra.clear();
                    $(slot::$kind::forget_extra::<$adapter, _>(&mut self.$field);)*
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $crate::wire::read_object(deserializer)
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    use serde::ser::SerializeMap as _;
                    let mut members = serializer.serialize_map(None)?;
                    $(slot::$kind::write::<$adapter, _, _>(&mut members, $member, &self.$field, &self.extra)?;)*
                    for (name, value) in self.extra.iter() {
                        let named = match name {
                            $($member => slot::$kind::is_written(&self.$field),)*
                            _ => false,
                        };
                        if !named {
                            members.serialize_entry(name, value)?;
                        }
                    }
                    members.end()
                }
            }
        };
    };
}
pub(crate) use object;

/// Reads a value that must be an object, for the `Deserialize` of a [`Model`].
pub(crate) fn read_object<'de, T: Model, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    match Object::deserialize_as(deserializer)? {
        Fit::Value(value) => Ok(value),
        Fit::Null => Err(serde::de::Error::custom(
            "expected an object, found nothing",
        )),
        Fit::Misfit(_) => Err(serde::de::Error::custom(
            "expected an object, found something else",
        )),
    }
}
