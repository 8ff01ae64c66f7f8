//! How much memory the models take: a list of a hundred thousand entries has to be cheap.

use std::mem::size_of;

use plex_models::{Media, Metadata, MetadataRare, Part, Stream, Tag};

#[test]
fn an_entry_of_a_list_is_small() {
    println!("Metadata     {:5} bytes", size_of::<Metadata>());
    println!(
        "MetadataRare {:5} bytes, in a box",
        size_of::<MetadataRare>()
    );
    println!("Media        {:5} bytes", size_of::<Media>());
    println!("Part         {:5} bytes", size_of::<Part>());
    println!("Stream       {:5} bytes", size_of::<Stream>());
    println!("Tag          {:5} bytes", size_of::<Tag>());
    assert!(
        size_of::<Metadata>() < 1536,
        "{} bytes",
        size_of::<Metadata>()
    );
}
