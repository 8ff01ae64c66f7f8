//! What a request carries: the values of a form or of a JSON object become parameters, everything else is one.

use super::answers::JSON;
use super::schemas::Property;
use super::{Lower, our_example, ours, rust_value, spoken, with_limits};
use crate::ir::{Location, Param, Style, TypeRef};
use crate::spec;

const FORM: &str = "application/x-www-form-urlencoded";

impl<'d> Lower<'d> {
    pub(super) fn body(&mut self, operation: &'d spec::Operation) -> Vec<Param> {
        let Some(body) = &operation.body else {
            return Vec::new();
        };
        let [content] = body.content.as_slice() else {
            let fix = "keep the one that servers prefer";
            self.findings
                .add(&body.at, "a request body has exactly one form", fix);
            return Vec::new();
        };
        match (content.media_type.as_str(), &content.schema) {
            (FORM, Some(schema)) => self.values(schema, Location::Form),
            (JSON, Some(schema)) if schema.reference.is_none() => {
                self.values(schema, Location::Json)
            }
            (JSON, Some(schema)) => {
                let name = self.object_name(schema);
                let kind = name.map(TypeRef::Object);
                kind.map(|kind| whole(body, content, kind))
                    .into_iter()
                    .collect()
            }
            (_, Some(schema)) if schema.is_binary() => {
                vec![whole(body, content, TypeRef::Upload)]
            }
            (media_type, _) => {
                let what = format!("a request body of the type `{media_type}`");
                let fix = format!(
                    "write it as `{FORM}` or `{JSON}` with a schema, or as `{{type: string, format: binary}}`"
                );
                self.findings.add(&content.at, what, fix);
                Vec::new()
            }
        }
    }

    fn values(&mut self, schema: &'d spec::Schema, location: Location) -> Vec<Param> {
        let properties = self.properties(schema, &mut Vec::new());
        properties
            .into_iter()
            .map(|property| self.value(&property, location))
            .collect()
    }

    fn value(&mut self, property: &Property<'d>, location: Location) -> Param {
        let Property {
            name,
            schema,
            required,
        } = *property;
        let kind = self.param_kind(schema, schema.rust_type.as_ref());
        let style = match (&kind, location) {
            (TypeRef::List(_), Location::Form) => Style::Repeated {
                when_empty: schema.when_empty.clone(),
            },
            _ => Style::Plain,
        };
        let default = schema.default.clone().filter(|_| required);
        Param {
            at: schema.at.clone(),
            wire: name.to_owned(),
            rust: rust_value(schema.rust_name.as_ref(), name),
            location,
            style,
            required: required && default.is_none(),
            argument: required && default.is_none(),
            default,
            docs: with_limits(ours(schema).unwrap_or_default(), schema),
            example: spoken(&kind, our_example(schema)),
            deprecated: schema.deprecated,
            kind,
        }
    }
}

/// A body that is one value.
fn whole(body: &spec::RequestBody, content: &spec::Content, kind: TypeRef) -> Param {
    let docs = body.description.clone();
    Param {
        at: body.at.clone(),
        wire: content.media_type.clone(),
        rust: "body".to_owned(),
        location: Location::Body,
        style: Style::Plain,
        required: body.required,
        argument: body.required,
        default: None,
        docs: docs.unwrap_or_else(|| "What to send.".to_owned()),
        example: None,
        deprecated: false,
        kind,
    }
}
