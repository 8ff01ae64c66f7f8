//! Adapters for single values: one visitor, and per adapter what it makes of a scalar.

use std::{borrow::Cow, fmt, marker::PhantomData};

use lean_string::LeanString;
use serde::{
    Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use serde_with::{DeserializeAs, SerializeAs};

use super::{Adapter, Fit, Scalar, raw};

/// Adapter for flags, seen as `true`, `1`, `"1"` and `"true"`. Written as a boolean.
#[derive(Debug, Clone, Copy)]
pub struct Flag;

/// Adapter for whole numbers, seen as `279`, `"279"`, `279.0`, and as a boolean where a flag grew a third value. Written
/// as a number.
#[derive(Debug, Clone, Copy)]
pub struct Whole;

/// Adapter for numbers with a fraction, seen as `2.35`, `"2.35"` and `10`. Written as a number.
#[derive(Debug, Clone, Copy)]
pub struct Decimal;

/// Adapter for texts, seen as `"home"` and `197429`. Written as a string.
#[derive(Debug, Clone, Copy)]
pub struct Text;

/// Adapter for values whose type depends on another member. Written as it came.
#[derive(Debug, Clone, Copy)]
pub struct Open;

/// A type that [`Whole`] reads: a whole number with a meaning.
pub trait Integral: Copy {
    /// The number in its type.
    fn from_whole(number: i64) -> Self;
    /// The bare number.
    fn to_whole(self) -> i64;
}

impl Integral for i64 {
    fn from_whole(number: i64) -> Self {
        number
    }

    fn to_whole(self) -> i64 {
        self
    }
}

/// A type that [`Text`] reads: a text with a meaning.
pub trait Textual: Sized {
    /// The text in its type.
    fn from_text(text: Cow<'_, str>) -> Self;
    /// The bare text.
    fn as_text(&self) -> &str;
}

impl Textual for LeanString {
    #[inline]
    fn from_text(text: Cow<'_, str>) -> Self {
        text.into()
    }

    fn as_text(&self) -> &str {
        self
    }
}

/// What an adapter makes of one scalar: its value, or the scalar back.
pub(super) trait FromScalar<T> {
    fn from_scalar(scalar: Came<'_>) -> Result<T, Came<'_>>;
}

/// A scalar as it came over the wire.
pub(super) enum Came<'a> {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(Cow<'a, str>),
}

impl From<Came<'_>> for Value {
    fn from(came: Came<'_>) -> Self {
        match came {
            Came::Bool(value) => value.into(),
            Came::Signed(value) => value.into(),
            Came::Unsigned(value) => value.into(),
            Came::Float(value) => value.into(),
            Came::Text(value) => value.into_owned().into(),
        }
    }
}

impl FromScalar<bool> for Flag {
    #[inline]
    fn from_scalar(came: Came<'_>) -> Result<bool, Came<'_>> {
        match &came {
            Came::Bool(value) => Ok(*value),
            Came::Unsigned(0) | Came::Signed(0) => Ok(false),
            Came::Unsigned(1) | Came::Signed(1) => Ok(true),
            Came::Text(text) => match text.as_ref() {
                "0" | "false" => Ok(false),
                "1" | "true" => Ok(true),
                _ => Err(came),
            },
            _ => Err(came),
        }
    }
}

impl<T: Integral> FromScalar<T> for Whole {
    #[inline]
    fn from_scalar(came: Came<'_>) -> Result<T, Came<'_>> {
        let number = match &came {
            Came::Bool(value) => Some(i64::from(*value)),
            Came::Signed(value) => Some(*value),
            Came::Unsigned(value) => i64::try_from(*value).ok(),
            Came::Float(value) => whole(*value),
            Came::Text(text) => canonical(text),
        };
        number.map(T::from_whole).ok_or(came)
    }
}

/// A float that is a whole number which a float can hold exactly. Negative zero is none: no whole number has its sign.
pub(super) fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    let negative_zero = value == 0.0 && value.is_sign_negative();
    #[allow(clippy::cast_possible_truncation)] // checked by the bound
    (value.fract() == 0.0 && value.abs() < EXACT && !negative_zero).then_some(value as i64)
}

/// The number that prints as `text`. `"007"` and `"+7"` are no such number: writing 7 would lose what they say.
pub(super) fn canonical(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leading_zero = digits.len() > 1 && digits.starts_with('0');
    if leading_zero || digits.starts_with('+') || text == "-0" {
        return None;
    }
    text.parse().ok()
}

impl FromScalar<f64> for Decimal {
    #[inline]
    fn from_scalar(came: Came<'_>) -> Result<f64, Came<'_>> {
        match &came {
            Came::Float(value) => Ok(*value),
            Came::Signed(value) => exact(*value).ok_or(came),
            Came::Unsigned(value) => i64::try_from(*value).ok().and_then(exact).ok_or(came),
            Came::Text(text) => decimal(text).ok_or(came),
            Came::Bool(_) => Err(came),
        }
    }
}

/// The float that is exactly this number.
fn exact(value: i64) -> Option<f64> {
    #[allow(clippy::cast_precision_loss)] // what does not survive is refused
    let float = value as f64;
    (whole(float) == Some(value)).then_some(float)
}

/// The number that `text` says as JSON would write it: `inf`, `nan`, `007` and `.5` are texts. So is one with more digits
/// than a float keeps, and one too small for it.
fn decimal(text: &str) -> Option<f64> {
    const DIGITS: usize = 17;
    if let Some(value) = canonical(text) {
        return exact(value);
    }
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (before, after) = digits.split_once('.').unwrap_or((digits, "0"));
    let significant = digits
        .trim_start_matches(['0', '.'])
        .bytes()
        .filter(u8::is_ascii_digit)
        .count();
    let is_written_so = [before, after]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        && (before == "0" || !before.starts_with('0'))
        && significant <= DIGITS;
    let number = is_written_so.then(|| text.parse::<f64>().ok()).flatten()?;
    let vanished = number == 0.0 && significant > 0;
    (number.is_finite() && !vanished).then_some(number)
}

impl<T: Textual> FromScalar<T> for Text {
    #[inline(always)]
    fn from_scalar(came: Came<'_>) -> Result<T, Came<'_>> {
        Ok(T::from_text(match came {
            Came::Text(text) => text,
            Came::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
            Came::Signed(value) => value.to_string().into(),
            Came::Unsigned(value) => value.to_string().into(),
            // As JSON prints it, so that the text reads back as the same number.
            Came::Float(value) => Value::from(value).to_string().into(),
        }))
    }
}

impl FromScalar<Scalar> for Open {
    fn from_scalar(came: Came<'_>) -> Result<Scalar, Came<'_>> {
        Ok(match came {
            Came::Bool(value) => Scalar::Bool(value),
            Came::Signed(value) => Scalar::Whole(value),
            Came::Unsigned(value) => match i64::try_from(value) {
                Ok(value) => Scalar::Whole(value),
                Err(_) => return Err(came),
            },
            Came::Float(value) => Scalar::Decimal(value),
            Came::Text(value) => Scalar::Text(value.into()),
        })
    }
}

/// Reads a scalar with `A`; everything else is a misfit.
pub(super) struct ScalarVisitor<A, T>(PhantomData<(A, T)>);

impl<A: FromScalar<T>, T> ScalarVisitor<A, T> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }

    #[inline(always)] // so that each visit keeps only its own case
    fn fit<E>(came: Came<'_>) -> Result<Fit<T>, E> {
        Ok(match A::from_scalar(came) {
            Ok(value) => Fit::Value(value),
            Err(came) => Fit::Misfit(came.into()),
        })
    }
}

impl<'de, A: FromScalar<T>, T> Visitor<'de> for ScalarVisitor<A, T> {
    type Value = Fit<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    #[inline]
    fn visit_bool<E>(self, value: bool) -> Result<Fit<T>, E> {
        Self::fit(Came::Bool(value))
    }

    #[inline]
    fn visit_i64<E>(self, value: i64) -> Result<Fit<T>, E> {
        Self::fit(Came::Signed(value))
    }

    #[inline]
    fn visit_u64<E>(self, value: u64) -> Result<Fit<T>, E> {
        Self::fit(Came::Unsigned(value))
    }

    #[inline]
    fn visit_f64<E>(self, value: f64) -> Result<Fit<T>, E> {
        Self::fit(Came::Float(value))
    }

    #[inline]
    fn visit_str<E>(self, value: &str) -> Result<Fit<T>, E> {
        Self::fit(Came::Text(Cow::Borrowed(value)))
    }

    #[inline]
    fn visit_string<E>(self, value: String) -> Result<Fit<T>, E> {
        Self::fit(Came::Text(Cow::Owned(value)))
    }

    fn visit_unit<E>(self) -> Result<Fit<T>, E> {
        Ok(Fit::Null)
    }

    fn visit_none<E>(self) -> Result<Fit<T>, E> {
        Ok(Fit::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<Fit<T>, S::Error> {
        raw::collect_seq(Vec::new(), seq).map(Fit::Misfit)
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Fit<T>, M::Error> {
        raw::collect_map(map).map(Fit::Misfit)
    }
}

/// The reading half of a scalar adapter: whatever the type, through the one visitor.
macro_rules! read_scalars {
    ($adapter:ident $(<$bound:ident>)?: $type:ty) => {
        impl<'de $(, T: $bound)?> DeserializeAs<'de, Fit<$type>> for $adapter {
            #[inline]
            fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Fit<$type>, D::Error> {
                deserializer.deserialize_any($crate::wire::scalars::ScalarVisitor::<$adapter, $type>::new())
            }
        }

        impl $(<T: $bound>)? Adapter<$type> for $adapter {}
    };
}
pub(super) use read_scalars;

read_scalars!(Flag: bool);
read_scalars!(Whole<Integral>: T);
read_scalars!(Decimal: f64);
read_scalars!(Text<Textual>: T);
read_scalars!(Open: Scalar);

impl SerializeAs<bool> for Flag {
    fn serialize_as<S: Serializer>(value: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*value)
    }
}

impl<T: Integral> SerializeAs<T> for Whole {
    fn serialize_as<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value.to_whole())
    }
}

impl SerializeAs<f64> for Decimal {
    fn serialize_as<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(*value)
    }
}

impl<T: Textual> SerializeAs<T> for Text {
    fn serialize_as<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.as_text())
    }
}

impl SerializeAs<Scalar> for Open {
    fn serialize_as<S: Serializer>(value: &Scalar, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}
