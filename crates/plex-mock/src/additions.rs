//! What comes into the library while the server runs, and who is told of it.

use crate::{
    contents::OWNER,
    library::{Detail, Kind, Recorded, Series},
    live_tv::rules::{Recording, Status},
    look::member,
    state::State,
    webhooks::About,
};

impl State {
    /// Things come into a section, described as the items of a section are; gives their keys, or says what is wrong.
    pub(crate) fn add_items(&self, section: &str, text: &str) -> Result<Vec<u64>, String> {
        let section = self.contents.library.section(section);
        let section = section.ok_or("there is no such section")?;
        let added = self.contents.library.add_described(&section, text);
        let keys = added.map_err(|error| error.to_string())?;
        self.contents.came(&section);
        for key in &keys {
            self.tell_of_new(*key);
        }
        Ok(keys)
    }

    /// Recordings that are done come into the sections that their rules name.
    pub(crate) fn take_recordings(&self) {
        let now = self.seconds();
        let done: Vec<(Recording, String)> = {
            let mut kept = self.live_tv.kept();
            if kept.rules.is_empty() || kept.looked_at == now {
                return;
            }
            kept.looked_at = now;
            let recordings = kept.recordings(self.seed, now).into_iter();
            let done: Vec<_> = recordings
                .filter(|recording| recording.status == Status::Complete)
                .filter(|recording| !kept.taken.contains(&recording.id))
                .filter_map(|recording| {
                    let rule = kept.rules.iter().find(|rule| rule.id == recording.rule)?;
                    Some((recording, rule.section.clone()))
                })
                .collect();
            let ids = done.iter().map(|(recording, _)| recording.id.clone());
            kept.taken.extend(ids);
            done
        };
        for (recording, section) in done {
            self.take_recording(&recording, &section);
        }
    }

    fn take_recording(&self, recording: &Recording, section: &str) {
        let airing = &recording.airing;
        let Some(section) = self.contents.library.section(section) else {
            return;
        };
        let (season, episode) = airing.number();
        let recorded = Recorded {
            title: match airing.is_film {
                true => airing.title.to_owned(),
                false => format!("Part {episode}"),
            },
            guid: airing.guid.clone(),
            of: (!airing.is_film).then(|| Series {
                title: airing.title.to_owned(),
                guid: airing.series_guid(self.seed),
                season,
                episode,
            }),
            duration: (airing.end - airing.begin) * 1000,
            at: airing.end,
        };
        let fits = match airing.is_film {
            true => Kind::Movie,
            false => Kind::Show,
        };
        if section.kind != fits {
            return;
        }
        if let Ok(key) = self.contents.library.add_recorded(&section, &recorded) {
            self.contents.came(&section);
            self.tell_of_new(key);
        }
    }

    /// Tells those who listen, and the registered addresses, of a thing that was not there before.
    pub(crate) fn tell_of_new(&self, key: u64) {
        let Some(item) = self.contents.item(key) else {
            return;
        };
        let value = self.contents.value(item, Detail::Listing, OWNER);
        let title = member(&value, "title").as_str().unwrap_or_default();
        for state in [CREATED, DONE] {
            self.events.timeline(&item, state, title, self.seconds());
        }
        let about = About {
            item: Some(item),
            ..About::default()
        };
        self.webhook("library.new", about);
    }
}

/// What becomes of a new thing, in the numbers of notifications.
const CREATED: u32 = 0;
const DONE: u32 = 5;
