//! What comes back: takes the envelope off, finds the list that people mean, and gathers the refusals.

use super::schemas::Property;
use super::{Lower, rust_value};
use crate::ir::{Answer, Payload, Place, Refusal, TypeRef};
use crate::spec;

pub(super) const JSON: &str = "application/json";
const XML: &str = "application/xml";
const TEXT: &str = "text/plain";

impl<'d> Lower<'d> {
    pub(super) fn answer(&mut self, operation: &'d spec::Operation) -> Answer {
        let document = self.document;
        let mut answers: Vec<(Answer, &Place)> = Vec::new();
        let mut succeeds = false;
        for (status, response) in &operation.responses {
            if !status.starts_with('2') {
                continue;
            }
            succeeds = true;
            let Some(response) = response.resolve(&document.responses) else {
                continue;
            };
            if let Some(answer) = self.success(operation, status, response) {
                answers.push((answer, &response.at));
            }
        }
        if !succeeds {
            let what = "the operation has no answer for success";
            let fix = "describe one under `responses`, such as '200'";
            self.findings.add(&operation.at, what, fix);
        }
        // Some say nothing where others tell what they did.
        let mut told = answers
            .iter()
            .filter(|(answer, _)| *answer != Answer::Nothing);
        let first = told.next();
        if let (Some((answer, first)), Some((other, at))) = (first, told.next())
            && answer != other
        {
            let places = vec![(*first).clone(), (*at).clone()];
            let what = "two answers for success differ, and the method can give only one type";
            self.findings
                .add_at(places, what, "give both the same schema");
        }
        let answer = first.map_or(Answer::Nothing, |(answer, _)| answer.clone());
        if let (Some((at, list)), false) =
            (&operation.payload, matches!(answer, Answer::Object { .. }))
        {
            let what = format!("`x-payload: {list}`, but the answer has no list in it");
            self.findings.add(at, what, "remove it");
        }
        answer
    }

    /// Status and media type of the answer that is given: the first that says something, else the first.
    pub(super) fn head(&self, operation: &spec::Operation) -> (String, Option<String>) {
        let responses = operation.responses.iter();
        let successes = responses.filter(|(status, _)| status.starts_with('2'));
        let heads = successes.filter_map(|(status, response)| {
            let response = response.resolve(&self.document.responses)?;
            let content = data(response).or_else(|| response.content.first());
            Some((
                status.clone(),
                content.map(|content| content.media_type.clone()),
            ))
        });
        let heads: Vec<(String, Option<String>)> = heads.collect();
        let telling = heads.iter().find(|(_, media_type)| media_type.is_some());
        telling
            .or(heads.first())
            .cloned()
            .unwrap_or_else(|| ("200".to_owned(), None))
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
        let is_text = |content: &spec::Content| content.media_type == TEXT;
        let Some(content) = data(response) else {
            if operation.is_stream || response.content.iter().all(is_bytes) {
                return Some(Answer::Bytes);
            }
            if response.content.iter().all(is_text) {
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
            return self.object(operation, schema, None);
        }
        if let Some(items) = &schema.items {
            let item = self.object_name(items)?;
            self.note_wrapper(schema, "");
            return Some(Answer::List(item));
        }
        match schema.properties.as_deref() {
            None if schema.is("object") && schema.all_of.is_empty() => Some(Answer::Raw),
            Some([(envelope, inner)]) => self.object(operation, inner, Some(envelope)),
            _ => {
                let what = "an answer is a `$ref`, an array of a `$ref`, an object without properties, or an envelope: an object with one member that is a `$ref`";
                self.findings.add(
                    &schema.at,
                    what,
                    "move the schema under `schemas` and refer to it",
                );
                None
            }
        }
    }

    fn object(
        &mut self,
        operation: &spec::Operation,
        schema: &'d spec::Schema,
        envelope: Option<&String>,
    ) -> Option<Answer> {
        let payload = operation
            .payload
            .as_ref()
            .and_then(|(at, list)| self.payload(schema, at, list));
        Some(Answer::Object {
            schema: self.object_name(schema)?,
            envelope: envelope.cloned(),
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
                member: (*name).to_owned(),
                item: *item,
            }),
            _ => None,
        }
    }

    /// The Rust name of the object that a schema refers to.
    pub(super) fn object_name(&mut self, schema: &spec::Schema) -> Option<String> {
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
    let schema = content.schema.as_ref();
    schema.is_some_and(spec::Schema::is_binary)
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
