//! The seeds of the fuzzer, and what it found, held to what it checks.

use std::{fs, panic, path::Path};

#[allow(unreachable_pub)] // it is a library to the fuzzer
#[path = "../../fuzz/src/promises.rs"]
mod promises;

#[test]
fn the_corpora_keep_what_is_promised() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (target, promise) in promises::TARGETS {
        let inputs: Vec<_> = fs::read_dir(corpora.join(target))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert!(inputs.len() >= 4, "{target} has {} inputs", inputs.len());
        for path in inputs {
            let input = fs::read(&path).unwrap();
            if let Err(broken) = panic::catch_unwind(|| promise(&input)) {
                eprintln!("{}", path.display());
                panic::resume_unwind(broken);
            }
        }
    }
}
