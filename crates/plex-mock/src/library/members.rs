//! The members of a thing while it is made: those that nobody looks at are left out.

use serde_json::{Map, Value};

use super::Detail;

pub(super) struct Members {
    detail: Detail,
    members: Map<String, Value>,
}

impl Members {
    pub(super) fn of(detail: Detail) -> Self {
        Self {
            detail,
            members: Map::new(),
        }
    }

    /// Sets a member to what is there already. Null is as good as none.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.make(name, || value);
    }

    /// Sets a member to what takes a moment to make.
    pub(super) fn make<T: Into<Value>>(&mut self, name: &str, make: impl FnOnce() -> T) {
        if self.detail.of(name).is_none() {
            return;
        }
        let value = make().into();
        if !value.is_null() {
            self.members.insert(name.to_owned(), value);
        }
    }
}

impl From<Members> for Value {
    fn from(made: Members) -> Self {
        Self::Object(made.members)
    }
}
