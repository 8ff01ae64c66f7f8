//! What comes back: takes the envelope off, finds the list that people mean, and gathers the refusals.

use super::schemas::Property;
use super::{Lower, rust_value};
use crate::ir::{Answer, Payload, Place, Refusal, TypeRef};
use crate::spec;

const JSON: &str = "application/json";
const XML: &str = "application/xml";
const TEXT: &str = "text/plain";

impl<'d> Lower<'d> {
    pub(super) fn answer(&mut self, operation: &'d spec::Operation) -> Answer {
        let document = self.document;
        let mut answers: Vec<(Answer, &Place)> = Vec::new();
        for (status, response) in operation
            .responses
            .iter()
            .filter(|(status, _)| status.starts_with('2'))
        {
            let Some(response) = response.resolve(&document.responses) else {
                continue;
            };
            if let Some(answer) = self.success(operation, status, response) {
                answers.push((answer, &response.at));
            }
        }
        if !operation
            .responses
            .iter()
            .any(|(status, _)| status.starts_with('2'))
        {
            let what = "the operation has no answer for success";
            self.findings.add(
                &operation.at,
                what,
                "describe one under `responses`, such as '200'",
            );
        }
        let Some((answer, first)) = answers.first() else {
            return Answer::Nothing;
        };
        if let Some((_, other)) = answers.iter().find(|(other, _)| other != answer) {
            let places = vec![(*first).clone(), (*other).clone()];
            let what = "two answers for success differ, and the method can give only one type";
            self.findings
                .add_at(places, what, "give both the same schema");
        }
        if let (Some((at, list)), false) = (
            &operation.payload,
            matches!(answer, Answer::Envelope { .. }),
        ) {
            let what =
                format!("`x-payload: {list}`, but the answer has no envelope with a list in it");
            self.findings.add(at, what, "remove it");
        }
        answer.clone()
    }

    fn success(
        &mut self,
        operation: &spec::Operation,
        status: &str,
        response: &'d spec::Response,
    ) -> Option<Answer> {
        if response.content.is_empty() {
            return Some(Answer::Nothing);
        }
        let Some(content) = data(response) else {
            if response.content.iter().all(is_bytes) {
                return Some(Answer::Bytes);
            }
            if response
                .content
                .iter()
                .all(|content| content.media_type == TEXT)
            {
                return Some(Answer::Text);
            }
            let what = format!("the answer {status} is neither data nor text nor bytes");
            let fix = format!(
                "describe it as `{JSON}`, `{XML}` or `{TEXT}`, or as `{{type: string, format: binary}}` of its own type"
            );
            self.findings.add(&response.at, what, fix);
            return None;
        };
        let Some(schema) = &content.schema else {
            self.findings
                .add(&content.at, "an answer without a schema", "add a `schema`");
            return None;
        };
        if schema.reference.is_some() {
            return self.object_name(schema).map(Answer::Object);
        }
        if let Some(items) = &schema.items {
            let item = self.object_name(items)?;
            self.note_wrapper(schema, "");
            return Some(Answer::List(item));
        }
        self.envelope(operation, schema)
    }

    fn envelope(
        &mut self,
        operation: &spec::Operation,
        schema: &'d spec::Schema,
    ) -> Option<Answer> {
        let properties = schema.properties.as_deref().unwrap_or_default();
        let [(member, inner)] = properties else {
            let what = "an answer is a `$ref`, an array of a `$ref`, or an envelope: an object with one member that is a `$ref`";
            self.findings.add(
                &schema.at,
                what,
                "move the schema under `schemas` and refer to it",
            );
            return None;
        };
        let schema = self.object_name(inner)?;
        let payload = operation
            .payload
            .as_ref()
            .and_then(|(at, list)| self.payload(inner, at, list));
        Some(Answer::Envelope {
            member: member.clone(),
            schema,
            payload,
        })
    }

    fn payload(&mut self, container: &'d spec::Schema, at: &Place, list: &str) -> Option<Payload> {
        let properties = self.properties(container, &mut Vec::new());
        let property = properties
            .iter()
            .find(|property| property.name == list && property.schema.items.is_some());
        let Some(Property { name, schema, .. }) = property else {
            let lists = properties
                .iter()
                .filter(|property| property.schema.items.is_some());
            let lists: Vec<&str> = lists.map(|property| property.name).collect();
            let what = format!("`x-payload: {list}` names no list of the container");
            self.findings.add(
                at,
                what,
                format!("name one of its lists: {}", lists.join(", ")),
            );
            return None;
        };
        match self.kind(schema, None) {
            TypeRef::List(item) => Some(Payload {
                field: rust_value(schema.rust_name.as_ref(), name),
                item: *item,
            }),
            _ => None,
        }
    }

    /// The Rust name of the object that a schema refers to.
    fn object_name(&mut self, schema: &spec::Schema) -> Option<String> {
        match self.kind(schema, None) {
            TypeRef::Object(name) => Some(name),
            TypeRef::Raw if schema.reference.is_some() => None, // leads nowhere, and that is told already
            _ => {
                let what = "an answer is made of named objects";
                self.findings.add(
                    &schema.at,
                    what,
                    "move the object under `schemas` and refer to it",
                );
                None
            }
        }
    }

    pub(super) fn refusals(&mut self, operation: &'d spec::Operation) -> Vec<Refusal> {
        let document = self.document;
        let mut refusals = Vec::new();
        for (status, response) in operation
            .responses
            .iter()
            .filter(|(status, _)| !status.starts_with('2'))
        {
            let Some(response) = response.resolve(&document.responses) else {
                continue;
            };
            let schema = data(response)
                .and_then(|content| content.schema.as_ref())
                .and_then(|schema| self.object_name(schema));
            let docs = response.description.clone().unwrap_or_default();
            refusals.push(Refusal {
                at: response.at.clone(),
                status: status.clone(),
                docs,
                schema,
            });
        }
        refusals
    }
}

/// The content of a response that is decoded: JSON where there is a choice.
fn data(response: &spec::Response) -> Option<&spec::Content> {
    let find = |media_type: &str| {
        response
            .content
            .iter()
            .find(|content| content.media_type == media_type)
    };
    find(JSON).or_else(|| find(XML))
}

fn is_bytes(content: &spec::Content) -> bool {
    let format = content
        .schema
        .as_ref()
        .and_then(|schema| schema.format.as_ref());
    format.is_some_and(|(_, format)| format == "binary")
}

/// Whether the answer of an operation comes as XML, whatever is asked for.
pub(super) fn xml_only(
    operation: &spec::Operation,
    responses: &[spec::Component<spec::Response>],
) -> bool {
    let successes = operation
        .responses
        .iter()
        .filter(|(status, _)| status.starts_with('2'));
    let mut data = successes
        .filter_map(|(_, response)| data(response.resolve(responses)?))
        .peekable();
    data.peek().is_some() && data.all(|content| content.media_type == XML)
}
