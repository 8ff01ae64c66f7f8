//! What things there are, and which lie in which.

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Movie,
    Show,
    Season,
    Episode,
    Artist,
    Album,
    Track,
    PhotoAlbum,
    Photo,
    /// A video that lies among photos.
    PhotoClip,
    /// A trailer, an interview and so on: it belongs to another thing, but lies in none.
    Clip,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::Movie,
        Self::Show,
        Self::Season,
        Self::Episode,
        Self::Artist,
        Self::Album,
        Self::Track,
        Self::PhotoAlbum,
        Self::Photo,
        Self::Clip,
        Self::PhotoClip,
    ];

    /// The word for it in answers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Movie => "movie",
            Self::Show => "show",
            Self::Season => "season",
            Self::Episode => "episode",
            Self::Artist => "artist",
            Self::Album => "album",
            Self::Track => "track",
            Self::PhotoAlbum | Self::Photo => "photo",
            Self::Clip | Self::PhotoClip => "clip",
        }
    }

    /// The word for it in queries, which tell albums of photos from photos.
    pub(crate) const fn query_name(self) -> &'static str {
        match self {
            Self::PhotoAlbum => "photoalbum",
            other => other.name(),
        }
    }

    /// The word for many of them, as a title.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Self::Movie => "Movies",
            Self::Show => "Shows",
            Self::Season => "Seasons",
            Self::Episode => "Episodes",
            Self::Artist => "Artists",
            Self::Album => "Albums",
            Self::Track => "Tracks",
            Self::PhotoAlbum => "Photo Albums",
            Self::Photo => "Photos",
            Self::PhotoClip => "Videos",
            Self::Clip => "Extras",
        }
    }

    /// The number for it in queries.
    pub(crate) const fn number(self) -> u32 {
        match self {
            Self::Movie => 1,
            Self::Show => 2,
            Self::Season => 3,
            Self::Episode => 4,
            Self::Artist => 8,
            Self::Album => 9,
            Self::Track => 10,
            Self::Clip | Self::PhotoClip => 12,
            Self::Photo => 13,
            Self::PhotoAlbum => 14,
        }
    }

    /// The kind of that number or name.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let number: Option<u32> = text.parse().ok();
        Self::ALL
            .into_iter()
            .find(|kind| Some(kind.number()) == number || kind.query_name() == text)
    }

    /// The same in a section of things of this kind: what is called a clip among photos is no extra.
    pub(crate) fn read_below(self, text: &str) -> Option<Self> {
        Self::read(text).map(|kind| match (self, kind) {
            (Self::PhotoAlbum, Self::Clip) => Self::PhotoClip,
            (_, kind) => kind,
        })
    }

    /// What holds it.
    pub(crate) const fn parent(self) -> Option<Self> {
        match self {
            Self::Season => Some(Self::Show),
            Self::Episode => Some(Self::Season),
            Self::Album => Some(Self::Artist),
            Self::Track => Some(Self::Album),
            Self::Photo | Self::PhotoClip => Some(Self::PhotoAlbum),
            _ => None,
        }
    }

    /// What it holds.
    pub(crate) fn child(self) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.parent() == Some(self))
    }

    /// What can be played in it: itself, or what lies at the bottom of it.
    pub(crate) fn bottom(self) -> Self {
        let below = std::iter::successors(Some(self), |kind| kind.child());
        below.last().unwrap_or(self)
    }

    /// What a section holds in which it lies.
    pub(crate) const fn top(self) -> Self {
        match self {
            Self::Movie => Self::Movie,
            Self::Show | Self::Season | Self::Episode => Self::Show,
            Self::Artist | Self::Album | Self::Track => Self::Artist,
            Self::PhotoAlbum | Self::Photo | Self::PhotoClip => Self::PhotoAlbum,
            Self::Clip => Self::Clip,
        }
    }

    /// Whether its pictures are wide rather than high.
    pub(crate) const fn is_wide(self) -> bool {
        matches!(self, Self::Episode | Self::Clip | Self::PhotoClip)
    }

    /// Whether its pictures are square.
    pub(crate) const fn is_square(self) -> bool {
        matches!(
            self,
            Self::Artist | Self::Album | Self::Track | Self::Photo | Self::PhotoAlbum
        )
    }

    /// All the kinds of a section, from the top down.
    pub(crate) fn levels(self) -> Vec<Self> {
        std::iter::successors(Some(self.top()), |kind| kind.child()).collect()
    }
}
