//! What no operation leads to.

use std::collections::BTreeSet;

use crate::findings::Findings;
use crate::ir::Place;
use crate::spec::{self, Document, OrRef, Reference};

/// Finds components and schemas that no operation leads to.
pub fn unreached(document: &Document, findings: &mut Findings) {
    let mut reach = Reach {
        document,
        seen: BTreeSet::new(),
    };
    for operation in &document.operations {
        reach.operation(operation);
    }
    let webhooks = document.webhooks.iter();
    let messages = webhooks.filter_map(|webhook| webhook.schema.as_ref());
    messages.for_each(|schema| reach.schema(schema));
    let unreached = |at: &Place| !reach.seen.contains(&(at.file.clone(), at.pointer.clone()));
    let fix = "refer to it, or take it out";
    for (name, schema) in document.files.iter().flat_map(|file| &file.schemas) {
        if unreached(&schema.at) {
            findings.add(
                &schema.at,
                format!("no operation leads to the schema `{name}`"),
                fix,
            );
        }
    }
    for parameter in document
        .parameters
        .iter()
        .filter(|parameter| !parameter.value.identity)
    {
        if unreached(&parameter.at) {
            let what = format!("no operation has the parameter `{}`", parameter.value.name);
            findings.add(
                &parameter.at,
                what,
                "refer to it, mark it with `x-identity`, or take it out",
            );
        }
    }
    for response in &document.responses {
        if unreached(&response.at) {
            findings.add(&response.at, "no operation gives this answer", fix);
        }
    }
}

struct Reach<'d> {
    document: &'d Document,
    seen: BTreeSet<(String, String)>,
}

impl<'d> Reach<'d> {
    fn operation(&mut self, operation: &'d spec::Operation) {
        for parameter in &operation.parameters {
            self.or_ref(parameter);
            let schema = parameter
                .resolve(&self.document.parameters)
                .and_then(|parameter| parameter.schema.as_ref());
            schema.into_iter().for_each(|schema| self.schema(schema));
        }
        for (_, response) in &operation.responses {
            self.or_ref(response);
            let response = response.resolve(&self.document.responses);
            self.contents(response.map(|response| response.content.as_slice()));
        }
        operation
            .event
            .iter()
            .for_each(|schema| self.schema(schema));
        self.contents(operation.body.as_ref().map(|body| body.content.as_slice()));
    }

    fn contents(&mut self, contents: Option<&'d [spec::Content]>) {
        let schemas = contents
            .unwrap_or_default()
            .iter()
            .filter_map(|content| content.schema.as_ref());
        schemas.for_each(|schema| self.schema(schema));
    }

    fn schema(&mut self, schema: &'d spec::Schema) {
        if let Some(reference) = &schema.reference
            && self.note(reference)
            && let Some((_, target)) = self.document.schema(reference)
        {
            self.schema(target);
        }
        let properties = schema.properties.iter().flatten().map(|(_, schema)| schema);
        let parts = schema.all_of.iter().chain(schema.items.as_deref());
        let parts = parts.chain(schema.members.as_deref());
        properties
            .chain(parts)
            .for_each(|schema| self.schema(schema));
    }

    fn or_ref<T>(&mut self, item: &OrRef<T>) {
        if let OrRef::Ref(reference) = item {
            self.note(reference);
        }
    }

    fn note(&mut self, reference: &Reference) -> bool {
        self.seen
            .insert((reference.file.clone(), reference.pointer.clone()))
    }
}
