//! The types of values.

use super::schemas::schema_name;
use super::{Lower, is_bit, is_enum};
use crate::ir::{Place, TypeRef};
use crate::{spec, types};

impl Lower<'_> {
    /// The type of a value; `rust_type` names a better one than the document says.
    pub(super) fn kind(
        &mut self,
        schema: &spec::Schema,
        rust_type: Option<&(Place, String)>,
    ) -> TypeRef {
        if let Some(reference) = &schema.reference {
            return match self.document.schema(reference) {
                Some((name, target)) if is_enum(target) => TypeRef::Enum(schema_name(name, target)),
                Some((name, target)) => TypeRef::Object(schema_name(name, target)),
                None => TypeRef::Raw,
            };
        }
        let kind = schema.kind.as_ref().map_or("", |(_, kind)| kind.as_str());
        if let Some((at, rust)) = rust_type {
            return types::named(rust, kind).unwrap_or_else(|what| {
                self.findings
                    .add(at, what, format!("write one of: {}", types::nameable()));
                TypeRef::Raw
            });
        }
        let format = schema
            .format
            .as_ref()
            .map_or("", |(_, format)| format.as_str());
        match (kind, format) {
            ("boolean", "") => TypeRef::Flag,
            ("integer", "") if is_bit(schema) => TypeRef::Flag,
            ("integer", "") => TypeRef::Whole,
            ("integer", "milliseconds") => TypeRef::Wire("Milliseconds".to_owned()),
            ("integer", "seconds") => TypeRef::Wire("Seconds".to_owned()),
            ("integer", "unix-seconds") => TypeRef::UnixSeconds,
            ("number", "") => TypeRef::Decimal,
            ("string", "") => self.text(schema),
            ("string", "date-time") => TypeRef::Rfc3339,
            ("string", "date") => TypeRef::Day,
            ("string", "password") => TypeRef::Wire("Token".to_owned()),
            ("array", "") => self.list(schema),
            ("" | "object", "") => self.anything(schema),
            _ => self.unknown_type(schema, kind, format),
        }
    }

    fn text(&mut self, schema: &spec::Schema) -> TypeRef {
        if is_enum(schema) {
            let fix = "move it under `schemas`, describe its values, and refer to it";
            self.findings
                .add(&schema.at, "an enumeration without a name", fix);
        }
        TypeRef::Text
    }

    fn list(&mut self, schema: &spec::Schema) -> TypeRef {
        let Some(items) = &schema.items else {
            self.findings.add(
                &schema.at,
                "an array without `items`",
                "say what its items are",
            );
            return TypeRef::List(Box::new(TypeRef::Raw));
        };
        TypeRef::List(Box::new(self.kind(items, items.rust_type.as_ref())))
    }

    fn anything(&mut self, schema: &spec::Schema) -> TypeRef {
        if let Some(members) = &schema.members {
            return TypeRef::Map(Box::new(self.kind(members, members.rust_type.as_ref())));
        }
        if schema.properties.is_some() || !schema.all_of.is_empty() {
            let fix = "move it under `schemas` and refer to it";
            self.findings
                .add(&schema.at, "an object without a name", fix);
        }
        TypeRef::Raw
    }

    fn unknown_type(&mut self, schema: &spec::Schema, kind: &str, format: &str) -> TypeRef {
        let known = ["string", "integer", "number", "boolean", "array", "object"];
        match (known.contains(&kind), &schema.kind, &schema.format) {
            (false, Some((at, _)), _) => {
                let fix = format!("write one of: {}", known.join(", "));
                self.findings.add(at, format!("unknown type `{kind}`"), fix);
            }
            (_, _, Some((at, _))) => {
                let fix = "write one of: milliseconds, seconds, unix-seconds (integer); date-time, date, password (string)";
                self.findings.add(
                    at,
                    format!("unknown format `{format}` of the type `{kind}`"),
                    fix,
                );
            }
            _ => {}
        }
        TypeRef::Raw
    }
}
