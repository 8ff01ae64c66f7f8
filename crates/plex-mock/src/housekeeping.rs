//! What the server does for itself, and what has become of it: nightly tasks, updates, lines in the log.

use std::{collections::BTreeMap, sync::Mutex};

use crate::contents::locked;

/// The state of all of it.
#[derive(Debug, Default)]
pub(crate) struct Housekeeping(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// When each task that was started began.
    tasks: BTreeMap<&'static str, u64>,
    checked_at: Option<u64>,
    release: Option<Release>,
    lines: Vec<String>,
    /// Whether the database is broken.
    is_corrupt: bool,
}

/// What has become of the newest release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Release {
    Found,
    Downloaded,
    Skipped,
    Tonight,
    Installed,
}

/// A task of the nightly maintenance.
pub(crate) struct Task {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    /// In days.
    pub(crate) interval: u64,
    pub(crate) is_enabled: bool,
    pub(crate) is_randomized: bool,
}

/// How long a task takes, in seconds of the clock that tests put forward.
const A_TASK: u64 = 5;

/// The log keeps no more than so many lines.
const LINES: usize = 10_000;

impl Housekeeping {
    /// Starts a task; says whether it was not running already. Unknown tasks are `None`.
    pub(crate) fn start(&self, name: &str, now: u64) -> Option<bool> {
        let task = TASKS.iter().find(|task| task.name == name)?;
        let mut kept = locked(&self.0);
        if kept.is_running(task.name, now) {
            return Some(false);
        }
        kept.tasks.insert(task.name, now);
        Some(true)
    }

    /// Stops a task, or all of them; gives the names of those that ran.
    pub(crate) fn stop(&self, name: Option<&str>, now: u64) -> Vec<&'static str> {
        let mut kept = locked(&self.0);
        let running: Vec<_> = TASKS
            .iter()
            .map(|task| task.name)
            .filter(|task| name.is_none_or(|name| name == *task) && kept.is_running(task, now))
            .collect();
        for task in &running {
            kept.tasks.remove(task);
        }
        running
    }

    /// Looks for a release.
    pub(crate) fn check(&self, now: u64, download: bool) {
        let mut kept = locked(&self.0);
        kept.checked_at = Some(now);
        kept.release = match kept.release {
            None | Some(Release::Found) if download => Some(Release::Downloaded),
            None => Some(Release::Found),
            known => known,
        };
    }

    /// Says what is to become of the release that was found; false when none was.
    pub(crate) fn apply(&self, release: Release) -> bool {
        let mut kept = locked(&self.0);
        let is_there = kept.release.is_some();
        if is_there {
            kept.release = Some(release);
        }
        is_there
    }

    /// When somebody last looked, and what was found.
    pub(crate) fn release(&self) -> (Option<u64>, Option<Release>) {
        let kept = locked(&self.0);
        (kept.checked_at, kept.release)
    }

    /// Breaks the database, until everything is brought back to how it was.
    pub(crate) fn corrupt(&self) {
        locked(&self.0).is_corrupt = true;
    }

    pub(crate) fn is_corrupt(&self) -> bool {
        locked(&self.0).is_corrupt
    }

    pub(crate) fn write(&self, line: String) {
        let mut kept = locked(&self.0);
        if kept.lines.len() >= LINES {
            kept.lines.drain(..LINES / 2);
        }
        kept.lines.push(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        locked(&self.0).lines.clone()
    }

    pub(crate) fn reset(&self) {
        *locked(&self.0) = Kept::default();
    }
}

impl Kept {
    fn is_running(&self, task: &str, now: u64) -> bool {
        self.tasks
            .get(task)
            .is_some_and(|began| now < began + A_TASK)
    }
}

const fn task(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    interval: u64,
    is_enabled: bool,
    is_randomized: bool,
) -> Task {
    Task {
        name,
        title,
        description,
        interval,
        is_enabled,
        is_randomized,
    }
}

/// The tasks there are.
#[rustfmt::skip]
pub(crate) const TASKS: &[Task] = &[
    task("AutomaticUpdates", "Automatic updates", "Installs what is new.", 1, false, true),
    task("BackupDatabase", "Database backup", "Puts a copy of the database aside.", 3, true, false),
    task("ButlerTaskGenerateAdMarkers", "Advertisements", "Finds advertisements in recordings.", 1, true, false),
    task("ButlerTaskGenerateCreditsMarkers", "Credits", "Finds where credits begin.", 1, true, false),
    task("ButlerTaskGenerateIntroMarkers", "Intros", "Finds where intros are.", 1, true, false),
    task("ButlerTaskGenerateVoiceActivity", "Voices", "Finds where people speak.", 1, false, false),
    task("CleanOldBundles", "Old bundles", "Removes bundles that nothing refers to.", 7, true, false),
    task("CleanOldCacheFiles", "Old cache files", "Removes files that were not used for long.", 7, true, false),
    task("DeepMediaAnalysis", "Deep analysis", "Looks at media as a whole.", 1, true, false),
    task("GarbageCollectBlobs", "Blobs", "Removes blobs that nothing refers to.", 1, true, false),
    task("GarbageCollectLibraryMedia", "Library media", "Removes media that nothing refers to.", 1, true, false),
    task("GenerateBlurHashes", "Blur hashes", "Makes placeholders of pictures.", 1, true, false),
    task("GenerateChapterThumbs", "Chapter pictures", "Makes a picture of each chapter.", 1, true, false),
    task("GenerateMediaIndexFiles", "Preview pictures", "Makes pictures for seeking.", 1, false, false),
    task("LoudnessAnalysis", "Loudness", "Measures how loud tracks are.", 1, true, false),
    task("MusicAnalysis", "Music", "Listens to tracks.", 1, true, false),
    task("OptimizeDatabase", "Database optimization", "Puts the database in order.", 7, true, false),
    task("RefreshEpgGuides", "Guides", "Loads what is on.", 1, true, true),
    task("RefreshLibraries", "Libraries", "Looks for files.", 1, false, false),
    task("RefreshLocalMedia", "Local media", "Looks for files beside the media.", 3, true, false),
    task("RefreshPeriodicMetadata", "Metadata", "Asks agents again.", 3, true, true),
    task("UpgradeMediaAnalysis", "Analysis", "Analyzes again what was analyzed long ago.", 1, true, false),
];
