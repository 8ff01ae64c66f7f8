//! Which pages lead to the page about a model.

use std::collections::BTreeMap;

use super::anchor;
use crate::dialect::page_link;
use crate::ir::{Answer, Api, Group, Operation, Schema, Section, Shape, Webhook};
use crate::types;

/// Links by the Rust name of the schema that they stand under.
pub struct Uses(BTreeMap<String, Vec<String>>);

impl Uses {
    pub fn new(api: &Api) -> Self {
        let mut uses = Uses(BTreeMap::new());
        for group in &api.groups {
            for operation in &group.operations {
                uses.note_operation(group, operation);
            }
        }
        for Webhook {
            group,
            name,
            schema,
            ..
        } in &api.webhooks
        {
            let link = format!(
                "../../sdks/{group}/README.md#{}",
                anchor(&format!("webhook-{name}"))
            );
            uses.note(schema, &format!("* [webhook `{name}`]({link})\n"));
        }
        for module in &api.modules {
            for schema in &module.schemas {
                uses.note_schema(schema, module.section);
            }
        }
        uses
    }

    /// The section of a page that lists them.
    pub fn of(&self, schema: &Schema) -> String {
        match self.0.get(&schema.rust) {
            Some(links) => format!("\n## Used by\n\n{}", links.concat()),
            None => String::new(),
        }
    }

    fn note_operation(&mut self, group: &Group, operation: &Operation) {
        let (name, method) = (&group.name, &operation.method);
        let link = format!("../../sdks/{name}/README.md#{}", anchor(method));
        let link = format!("* [`{name}().{method}()`]({link})\n");
        match &operation.answer {
            Answer::Nothing | Answer::Bytes | Answer::Text | Answer::Raw => {}
            Answer::List(schema) => self.note(schema, &link),
            Answer::Object {
                schema, payload, ..
            } => {
                self.note(schema, &link);
                let item = payload
                    .as_ref()
                    .and_then(|payload| types::schema(&payload.item));
                item.into_iter().for_each(|item| self.note(item, &link));
            }
        }
        let params = operation
            .params
            .iter()
            .filter_map(|param| types::schema(&param.kind));
        let refusals = operation
            .refusals
            .iter()
            .filter_map(|refusal| refusal.schema.as_deref());
        params
            .chain(refusals)
            .chain(operation.events.as_deref())
            .for_each(|schema| self.note(schema, &link));
    }

    fn note_schema(&mut self, schema: &Schema, section: Section) {
        let Shape::Object(fields) = &schema.shape else {
            return;
        };
        let link = format!(
            "* [`{}`]({})\n",
            schema.rust,
            page_link(&schema.rust, section)
        );
        let used = fields.iter().filter_map(|field| types::schema(&field.kind));
        used.for_each(|used| self.note(used, &link));
    }

    fn note(&mut self, schema: &str, link: &str) {
        let links = self.0.entry(schema.to_owned()).or_default();
        if !links.iter().any(|known| known == link) {
            links.push(link.to_owned());
        }
    }
}
