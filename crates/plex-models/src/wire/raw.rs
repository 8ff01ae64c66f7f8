//! Any value, as it came.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use serde_with::{DeserializeAs, SerializeAs};

use super::{Adapter, Fit, Key, extra::push_member};

/// Adapter for a member whose shape is not described: kept as it came.
///
/// It is also the seed that reads one such value, merging members that repeat (as XML elements do) into a list.
#[derive(Debug, Clone, Copy)]
pub struct Raw;

impl<'de> DeserializeSeed<'de> for Raw {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

impl<'de> DeserializeAs<'de, Fit<Value>> for Raw {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Fit<Value>, D::Error> {
        Ok(match Raw.deserialize(deserializer)? {
            Value::Null => Fit::Null,
            value => Fit::Value(value),
        })
    }
}

impl SerializeAs<Value> for Raw {
    fn serialize_as<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

impl Adapter<Value> for Raw {}

/// Collects a sequence whose items come as raw values.
pub(super) fn collect_list<'de, S: SeqAccess<'de>>(mut seq: S) -> Result<Vec<Value>, S::Error> {
    let mut list = Vec::new();
    while let Some(value) = seq.next_element_seed(Raw)? {
        list.push(value);
    }
    Ok(list)
}

/// Collects a sequence whose items come as raw values, after `list`.
pub(crate) fn collect_seq<'de, S: SeqAccess<'de>>(
    mut list: Vec<Value>,
    seq: S,
) -> Result<Value, S::Error> {
    list.append(&mut collect_list(seq)?);
    Ok(Value::Array(list))
}

/// The one value of a list, or of the list that is its only item; null where there is nothing, none where there is more.
/// Items that are null say nothing, here as in other lists.
pub(super) fn only_one(mut list: &[Value]) -> Option<&Value> {
    loop {
        let mut items = list.iter().filter(|item| !item.is_null());
        match (items.next(), items.next()) {
            (None, _) => return Some(&Value::Null),
            (Some(Value::Array(inner)), None) => list = inner,
            (only, None) => return only,
            (Some(_), Some(_)) => return None,
        }
    }
}

/// Collects the members of a map.
pub(super) fn collect_map<'de, M: MapAccess<'de>>(mut map: M) -> Result<Value, M::Error> {
    let mut members = Map::new();
    while let Some(key) = map.next_key_seed(Key::default())? {
        let value = map.next_value_seed(Raw)?;
        push_member(&mut members, &key, value);
    }
    Ok(Value::Object(members))
}

/// The visits of a visitor that takes no scalar: what `$make` makes of the raw value.
macro_rules! misfits {
    ($make:expr) => {
        misfits!($make; visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str, visit_string: String);
    };
    ($make:expr; $($visit:ident: $type:ty),*) => {$(
        fn $visit<E>(self, value: $type) -> Result<Self::Value, E> {
            Ok($make(serde_json::Value::from(value)))
        }
    )*};
}
pub(crate) use misfits;

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    misfits!(|raw| raw);

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<Value, S::Error> {
        collect_seq(Vec::new(), seq)
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Value, M::Error> {
        collect_map(map)
    }
}
