//! Orders of the former mobile sync: what a device is to keep offline, told to plex.tv and carried out by the server.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};

use super::{devices, old_container, old_xml};
use crate::{
    answer::{Answer, Refusal, nothing, refuse_as},
    contents::{OWNER, locked},
    library::{Detail, Kind},
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

/// All orders, by the numbers that they were given.
#[derive(Debug, Default)]
pub(crate) struct SyncOrders(Mutex<BTreeMap<u64, Order>>);

#[derive(Debug, Clone)]
struct Order {
    user: u64,
    client: String,
    /// What the client said of it, by the names in the brackets of its parameters.
    said: Vec<(String, String)>,
    /// The keys of what the device has already.
    downloaded: Vec<u64>,
}

const FIRST: u64 = 9001;

impl SyncOrders {
    pub(crate) fn reset(&self) {
        locked(&self.0).clear();
    }

    /// The keys of what an order brings to its device.
    pub(crate) fn keys(&self, state: &State, id: u64) -> Option<Vec<u64>> {
        let order = locked(&self.0).get(&id).cloned()?;
        Some(order.keys(state))
    }

    /// Takes down that a device has something; says whether it had ordered it.
    pub(crate) fn has_come(&self, state: &State, client: &str, key: u64) -> bool {
        let mut wanted = false;
        for order in locked(&self.0)
            .values_mut()
            .filter(|order| order.client == client)
        {
            if order.keys(state).contains(&key) {
                wanted = true;
                if !order.downloaded.contains(&key) {
                    order.downloaded.push(key);
                }
            }
        }
        wanted
    }

    fn of(&self, user: u64, client: &str) -> Vec<(u64, Order)> {
        let orders = locked(&self.0);
        let orders = orders.iter().map(|(id, order)| (*id, order.clone()));
        orders
            .filter(|(_, order)| order.user == user && order.client == client)
            .collect()
    }
}

impl Order {
    fn said(&self, name: &str) -> &str {
        let said = self.said.iter().find(|(known, _)| known == name);
        said.map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    /// What it brings, as the library is now.
    fn keys(&self, state: &State) -> Vec<u64> {
        let contents = &state.contents;
        let found = contents.behind(self.said("Location][uri"), OWNER);
        let items = found
            .unwrap_or_default()
            .into_iter()
            .filter_map(|key| contents.item(key));
        let mut keys: Vec<_> = items
            .flat_map(|item| match item.kind {
                Kind::Clip => vec![item.key],
                _ => contents.leaves(item),
            })
            .collect();
        if self.said("Policy][unwatched") == "1" {
            keys.retain(|key| {
                let value = contents.value_of(*key, Detail::Listing, OWNER);
                member(&value, "viewCount").as_u64().unwrap_or(0) == 0
            });
        }
        if let ("count", Ok(most)) = (
            self.said("Policy][scope"),
            self.said("Policy][value").parse(),
        ) {
            keys.truncate(most);
        }
        keys
    }

    fn shown(&self, state: &State, id: u64) -> Value {
        let keys = self.keys(state);
        let size: u64 = keys.iter().map(|key| size_of(state, *key)).sum();
        let came = keys
            .iter()
            .filter(|key| self.downloaded.contains(key))
            .count();
        let group = |names: &[&str], of: &str| -> Value {
            let texts = names.iter().map(|name| {
                let text = self.said(&format!("{of}][{name}"));
                ((*name).to_owned(), Value::from(text))
            });
            Value::Object(texts.collect())
        };
        json!({
            "id": id,
            "version": 1,
            "rootTitle": self.said("rootTitle"),
            "title": self.said("title"),
            "metadataType": self.said("metadataType"),
            "contentType": self.said("contentType"),
            "Server": {"machineIdentifier": self.said("machineIdentifier")},
            "Status": {
                "failureCode": "", "failure": "", "state": if keys.is_empty() { "pending" } else { "complete" },
                "itemsCount": keys.len(), "itemsCompleteCount": keys.len(), "itemsSuccessfulCount": keys.len(),
                "itemsReadyCount": keys.len() - came, "itemsDownloadedCount": came, "totalSize": size,
            },
            "MediaSettings": group(&SETTINGS, "MediaSettings"),
            "Policy": group(&["scope", "value", "unwatched"], "Policy"),
            "Location": {"uri": self.said("Location][uri")},
        })
    }
}

const SETTINGS: [&str; 8] = [
    "audioBoost",
    "maxVideoBitrate",
    "musicBitrate",
    "photoQuality",
    "photoResolution",
    "subtitleSize",
    "videoQuality",
    "videoResolution",
];

fn size_of(state: &State, key: u64) -> u64 {
    let value = state.contents.value_of(key, Detail::Listing, OWNER);
    member(&value, "Media/0/Part/0/size").as_u64().unwrap_or(0)
}

/// What a device is to keep.
fn list_of(state: &State, user: u64, client: &str) -> Value {
    let orders = state.sync_orders.of(user, client).into_iter();
    let items: Vec<_> = orders.map(|(id, order)| order.shown(state, id)).collect();
    let sum = |name: &str| -> u64 {
        let counts = items.iter().map(|item| member(item, name).as_u64());
        counts.flatten().sum()
    };
    let mut status = json!({
        "failureCode": "", "failure": "", "state": if items.is_empty() { "" } else { "complete" },
    });
    for name in [
        "itemsCount",
        "itemsCompleteCount",
        "itemsSuccessfulCount",
        "itemsReadyCount",
        "itemsDownloadedCount",
        "totalSize",
    ] {
        set(&mut status, name, sum(&format!("Status/{name}")).into());
    }
    json!({
        "id": 1,
        "version": items.len() + 1,
        "clientIdentifier": client,
        "itemsCompleteCount": member(&status, "itemsCompleteCount"),
        "totalSize": member(&status, "totalSize"),
        "SyncItems": {"SyncItem": items},
        "Status": status,
    })
}

/// The device that is meant, if it can keep anything.
fn device_of(state: &State, request: &Received, client: &str) -> Result<(u64, Value), Refusal> {
    let user = state.user_of(request)?;
    let device = devices::find(state, user, client);
    let device = device.ok_or_else(|| refuse_as(request, StatusCode::NOT_FOUND))?;
    Ok((user, device))
}

/// `GET /devices/{client}/sync_items`
pub(crate) async fn list(
    Of(state): Of<Arc<State>>,
    Path(client): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let list = list_of(&state, user, &client);
    Ok(old_xml(StatusCode::OK, "SyncList", &list))
}

/// `POST /devices/{client}/sync_items?SyncItem[…]=…`
pub(crate) async fn place(
    Of(state): Of<Arc<State>>,
    Path(client): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let (user, device) = device_of(&state, &request, &client)?;
    let bad = |status| refuse_as(&request, status);
    let roles = member(&device, "provides").as_str().unwrap_or_default();
    if !roles.split(',').any(|role| role == "sync-target") {
        return Err(bad(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let said = request.query.iter().filter_map(|(name, text)| {
        let name = name.strip_prefix("SyncItem[")?.strip_suffix(']')?;
        Some((name.to_owned(), text.clone()))
    });
    let order = Order {
        user,
        client,
        said: said.collect(),
        downloaded: Vec::new(),
    };
    for name in [
        "title",
        "metadataType",
        "contentType",
        "Location][uri",
        "Policy][scope",
    ] {
        if order.said(name).is_empty() {
            return Err(bad(StatusCode::BAD_REQUEST));
        }
    }
    if order.said("machineIdentifier") != state.server.machine_identifier {
        return Err(bad(StatusCode::NOT_FOUND));
    }
    let id = {
        let mut orders = locked(&state.sync_orders.0);
        let id = orders.last_key_value().map_or(FIRST, |(last, _)| last + 1);
        orders.insert(id, order.clone());
        id
    };
    Ok(in_xml(StatusCode::CREATED, &order.shown(&state, id)))
}

fn in_xml(status: StatusCode, order: &Value) -> Response {
    old_xml(status, "SyncItem", order)
}

/// `DELETE /devices/{client}/sync_items/{id}`
pub(crate) async fn take_back(
    Of(state): Of<Arc<State>>,
    Path((client, id)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let (user, _) = device_of(&state, &request, &client)?;
    let missing = || refuse_as(&request, StatusCode::NOT_FOUND);
    let id: u64 = id.parse().map_err(|_| missing())?;
    let mut orders = locked(&state.sync_orders.0);
    if !orders
        .get(&id)
        .is_some_and(|order| order.user == user && order.client == client)
    {
        return Err(missing());
    }
    orders.remove(&id);
    Ok(nothing(StatusCode::NO_CONTENT))
}

/// `GET /servers/{machine}/sync_lists`: the lists of all devices.
pub(crate) async fn lists(
    Of(state): Of<Arc<State>>,
    Path(machine): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    if user != state.people.owner || machine != state.server.machine_identifier {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let mut whose: Vec<_> = {
        let orders = locked(&state.sync_orders.0);
        let whose = orders
            .values()
            .map(|order| (order.user, order.client.clone()));
        whose.collect()
    };
    whose.sort();
    whose.dedup();
    let lists: Vec<_> = whose
        .into_iter()
        .map(|(user, client)| {
            let mut list = list_of(&state, user, &client);
            if let Some(device) = devices::find(&state, user, &client) {
                set(&mut list, "Device", device);
            }
            list
        })
        .collect();
    Ok(old_container(
        &state,
        StatusCode::OK,
        json!({"SyncList": lists}),
    ))
}
