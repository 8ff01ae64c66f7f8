//! Objects: the trait that generated structs have, and the table that gives it to them.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::Value;
use serde_with::{DeserializeAs, SerializeAs};

use crate::xml;

use super::{
    Adapter, Extra, Fit,
    fit::{again, make_room},
    misfits, raw,
};

/// A generated struct: named fields, and beside them the members that no field names.
pub trait Model: Default + Serialize + for<'de> Deserialize<'de> {
    /// Reads the members of an object into this one, which is empty. In place, because these structs are large.
    ///
    /// # Errors
    ///
    /// Only when the input is broken: no value is refused.
    fn read_members<'de, M: MapAccess<'de>>(&mut self, members: M) -> Result<(), M::Error>;

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
        let mut object = T::default();
        Ok(match Place(&mut object).deserialize(deserializer)? {
            Fit::Value(()) => Fit::Value(object),
            Fit::Null => Fit::Null,
            Fit::Misfit(raw) => Fit::Misfit(raw),
        })
    }
}

impl<T: Model> SerializeAs<T> for Object {
    fn serialize_as<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

impl<T: Model> Adapter<T> for Object {
    #[inline]
    fn push_onto<'de, D: Deserializer<'de>>(
        list: &mut Vec<T>,
        deserializer: D,
    ) -> Result<Fit<()>, D::Error> {
        let Some(place) = push_empty(list) else {
            return Ok(Fit::Null); // not after a push
        };
        let fit = Place(place).deserialize(deserializer)?;
        if !matches!(fit, Fit::Value(())) {
            list.truncate(list.len().saturating_sub(1));
        }
        Ok(fit)
    }

    fn forget_extra(value: &mut T) {
        value.forget_extra();
    }
}

/// Makes a place at the end of a list. On its own, so that no copy of the object stays on the stack while it is read.
#[inline(never)]
fn push_empty<T: Default>(list: &mut Vec<T>) -> Option<&mut T> {
    make_room(list);
    list.push(T::default());
    list.last_mut()
}

/// Reads an object into an empty one.
struct Place<'p, T>(&'p mut T);

impl<'de, T: Model> DeserializeSeed<'de> for Place<'_, T> {
    type Value = Fit<()>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit<()>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Model> Visitor<'de> for Place<'_, T> {
    type Value = Fit<()>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<Fit<()>, M::Error> {
        self.0.read_members(members).map(Fit::Value)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<Fit<()>, S::Error> {
        let list = raw::collect_list(seq)?;
        Ok(match raw::only_one(&list) {
            Some(Value::Null) => Fit::Null,
            Some(object @ Value::Object(_)) => again(object, self),
            _ => Fit::Misfit(list.into()),
        })
    }

    misfits!(Fit::Misfit);

    fn visit_unit<E>(self) -> Result<Fit<()>, E> {
        Ok(Fit::Null)
    }

    fn visit_none<E>(self) -> Result<Fit<()>, E> {
        Ok(Fit::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit<()>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Reads a member's name, borrowed from the input where it stands there unescaped.
#[derive(Default)]
pub(crate) struct Key {
    /// The names that elements of XML have for members of another name.
    pub(crate) aliases: &'static [(&'static str, &'static str)],
}

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

    /// A name with something escaped in it, as the names of some elements have.
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let Some((known, plain)) = xml::element_of(name) else {
            return Ok(Cow::Owned(name.to_owned()));
        };
        let member = |name: &str| self.aliases.iter().find(|(alias, _)| *alias == name);
        Ok(match member(known).or_else(|| member(plain)) {
            Some((_, member)) => Cow::Borrowed(member),
            None => Cow::Owned(plain.to_owned()),
        })
    }

    fn visit_string<E>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}

/// The fields of a struct without an [`Extra`] of its own: the rare ones of a large object, which lie in a box.
pub trait Fields: Default + PartialEq {
    /// What is remembered of each field while an object is read.
    type Seen: Default;

    /// Reads the value of the member `name` if a field has that name, and says whether one has. `extra` takes a value that
    /// fits no shape.
    ///
    /// # Errors
    ///
    /// Only when the input is broken: no value is refused.
    fn put<'de, M: MapAccess<'de>>(
        &mut self,
        seen: &mut Self::Seen,
        extra: &mut Extra,
        name: &str,
        members: &mut M,
    ) -> Result<bool, M::Error>;

    /// Writes the fields that hold something.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write<M: SerializeMap>(&self, extra: &Extra, members: &mut M) -> Result<(), M::Error>;

    /// Whether [`write`](Self::write) writes this member.
    fn is_written(&self, name: &str) -> bool;

    /// Empties the extra of every object below.
    fn forget_extra(&mut self);
}

/// Gives a struct its fields' reading and writing from a table with one row per field:
/// `optional|required|list field: "member" ["| "other name in XML"] as Adapter`.
macro_rules! fields {
    ($name:ident { $($kind:ident $field:ident: $member:literal $(| $alias:literal)* as $adapter:ty),* $(,)? }) => {
        const _: () = {
            #[allow(unused_imports)] // which adapters a table names differs
            use $crate::wire::{
                Boxed, Day, Decimal, Flag, List, Members, Object, Open, Raw, Rfc3339, Text, UnixSeconds, Whole,
            };
            use $crate::wire::{Extra, Fields, slot};

            #[derive(Default)]
            pub struct Seen {
                $($field: bool,)*
            }

            impl Fields for $name {
                type Seen = Seen;

                #[inline]
                fn put<'de, M: serde::de::MapAccess<'de>>(
                    &mut self,
                    seen: &mut Seen,
                    extra: &mut Extra,
                    name: &str,
                    members: &mut M,
                ) -> Result<bool, M::Error> {
                    match name {
                        $($member => slot::$kind::read::<$adapter, _, _>(
                            &mut self.$field,
                            &mut seen.$field,
                            extra,
                            $member,
                            members,
                        )?,)*
                        _ => return Ok(false),
                    }
                    Ok(true)
                }

                fn write<M: serde::ser::SerializeMap>(
                    &self,
                    extra: &Extra,
                    members: &mut M,
                ) -> Result<(), M::Error> {
                    $(slot::$kind::write::<$adapter, _, _>(members, $member, &self.$field, extra)?;)*
                    Ok(())
                }

                fn is_written(&self, name: &str) -> bool {
                    match name {
                        $($member => slot::$kind::is_written(&self.$field),)*
                        _ => false,
                    }
                }

                fn forget_extra(&mut self) {
                    $(slot::$kind::forget_extra::<$adapter, _>(&mut self.$field);)*
                }
            }
        };
    };
}
pub(crate) use fields;

/// Makes a struct with an `extra` a [`Model`], from the table of [`fields!`]. A last row `; rest field: Struct` names the
/// box of its rare fields.
macro_rules! object {
    (
        $name:ident {
            $($kind:ident $field:ident: $member:literal $(| $alias:literal)* as $adapter:ty),* $(,)?
            $(; rest $rare:ident: $rest:ty)?
        }
    ) => {
        $crate::wire::fields! {
            $name { $($kind $field: $member $(| $alias)* as $adapter),* }
        }

        const _: () = {
            use $crate::wire::{Extra, Fields, Key, Model};

            $(impl $name {
                /// The fields that few answers have; all empty where this one has none of them.
                #[must_use]
                pub fn rare(&self) -> &$rest {
                    self.$rare.as_deref().unwrap_or(Self::no_rare())
                }

                /// The fields that few answers have, all empty.
                fn no_rare() -> &'static $rest {
                    static NONE: std::sync::LazyLock<$rest> = std::sync::LazyLock::new(<$rest>::default);
                    &NONE
                }
            })?

            impl Model for $name {
                fn read_members<'de, M: serde::de::MapAccess<'de>>(&mut self, mut members: M) -> Result<(), M::Error> {
                    const ALIASES: &[(&str, &str)] = &[$($(($alias, $member),)*)*];
                    let mut extra = std::mem::take(&mut self.extra);
                    let mut seen = <Self as Fields>::Seen::default();
                    $(let mut seen_rare = <$rest as Fields>::Seen::default();)?
                    while let Some(name) = members.next_key_seed(Key { aliases: ALIASES })? {
                        if self.put(&mut seen, &mut extra, &name, &mut members)? {
                            continue;
                        }
                        $(if self.$rare.get_or_insert_default().put(&mut seen_rare, &mut extra, &name, &mut members)? {
                            continue;
                        })?
                        $crate::wire::put_extra(&mut extra, &name, &mut members)?;
                    }
                    $(if self.$rare.as_deref() == Some(Self::no_rare()) {
                        self.$rare = None;
                    })?
                    self.extra = extra;
                    Ok(())
                }

                fn extra(&self) -> &Extra {
                    &self.extra
                }

                fn forget_extra(&mut self) {
                    self.extra.clear();
                    Fields::forget_extra(self);
                    $(if let Some(rare) = &mut self.$rare {
                        rare.forget_extra();
                    })?
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
                    self.write(&self.extra, &mut members)?;
                    $(if let Some(rare) = &self.$rare {
                        rare.write(&self.extra, &mut members)?;
                    })?
                    for (name, value) in self.extra.iter() {
                        let named = self.is_written(name);
                        $(let named = named || self.$rare.as_ref().is_some_and(|rare| rare.is_written(name));)?
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

/// Keeps a member that no field names.
pub(crate) fn put_extra<'de, M: MapAccess<'de>>(
    extra: &mut Extra,
    name: &str,
    members: &mut M,
) -> Result<(), M::Error> {
    match members.next_value_seed(raw::Raw)? {
        Value::Null => {}
        value => extra.push(name, value),
    }
    Ok(())
}

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
