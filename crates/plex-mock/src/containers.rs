//! Files that players open: the smallest that each format allows, written out here byte by byte.
//!
//! A video is one grey picture of 16 × 16 pixels that stands for a second, a sound is a little silence.

mod fragments;
mod transport;

use std::sync::LazyLock;

pub(crate) use self::{
    fragments::{fragment, fragment_header},
    transport::transport_stream,
};
use crate::pictures::{self, Format};

/// How many bytes a file of that format has.
pub(crate) fn length(extension: &str) -> u64 {
    bytes(extension).len() as u64
}

/// The file of that format. What is unknown is sent as Matroska.
pub(crate) fn bytes(extension: &str) -> &'static [u8] {
    match extension {
        "mp4" | "m4v" | "mov" => &MP4,
        "avi" => &AVI,
        "mp3" => &MP3,
        "flac" => &FLAC,
        "wav" => &WAV,
        "png" => &PNG,
        "srt" => SUBTITLES.as_bytes(),
        "lrc" => LYRICS.as_bytes(),
        _ => &MATROSKA,
    }
}

/// What a file of that format calls itself over HTTP.
pub(crate) fn content_type(extension: &str) -> &'static str {
    match extension {
        "mp4" | "m4v" | "mov" => "video/mp4",
        "avi" => "video/x-msvideo",
        "mp3" => "audio/mpeg",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        "png" => "image/png",
        "srt" | "lrc" => "text/plain; charset=utf-8",
        _ => "video/x-matroska",
    }
}

static MP4: LazyLock<Vec<u8>> = LazyLock::new(mp4);
static AVI: LazyLock<Vec<u8>> = LazyLock::new(avi);
static MP3: LazyLock<Vec<u8>> = LazyLock::new(mp3);
static FLAC: LazyLock<Vec<u8>> = LazyLock::new(flac);
static WAV: LazyLock<Vec<u8>> = LazyLock::new(wav);
static MATROSKA: LazyLock<Vec<u8>> = LazyLock::new(matroska);
static PNG: LazyLock<Vec<u8>> = LazyLock::new(|| {
    pictures::picture(Format::Png, 64, 48, [[96, 120, 160], [220, 180, 140]]).unwrap_or_default()
});

const LYRICS: &str = "[00:00.00]Hum along\n[00:00.50]Nobody knows the words\n";

const SUBTITLES: &str = "1\n00:00:00,000 --> 00:00:01,000\nNothing happens.\n";

/// Bits, the highest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    free: u32,
}

impl Bits {
    fn put(&mut self, value: u64, width: u32) {
        for bit in (0..width).rev() {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            self.free -= 1;
            if let Some(last) = self.bytes.last_mut() {
                *last |= (((value >> bit) & 1) as u8) << self.free;
            }
        }
    }

    /// An unsigned number of Exp-Golomb.
    fn golomb(&mut self, value: u64) {
        let width = 64 - (value + 1).leading_zeros();
        self.put(0, width - 1);
        self.put(value + 1, width);
    }

    fn align(&mut self) {
        self.free = 0;
    }

    /// The bit at the end of every unit of H.264.
    fn end(mut self) -> Vec<u8> {
        self.put(1, 1);
        self.bytes
    }
}

/// Sequence parameters, picture parameters, and one picture whose one block is written out uncoded.
fn h264() -> [Vec<u8>; 3] {
    let mut sequence = Bits::default();
    for byte in [0x67, PROFILE, 0xc0, LEVEL] {
        sequence.put(byte.into(), 8);
    }
    // Id 0, four bits of frame number, pictures in order, no references, 1 × 1 blocks.
    for number in [0, 0, 2, 0] {
        sequence.golomb(number);
    }
    sequence.put(0, 1);
    sequence.golomb(0);
    sequence.golomb(0);
    // Whole frames, direct inference, no cropping, no more.
    sequence.put(0b1100, 4);

    let mut picture = Bits::default();
    picture.put(0x68, 8);
    picture.golomb(0);
    picture.golomb(0);
    picture.put(0, 2);
    for _ in 0..3 {
        picture.golomb(0);
    }
    picture.put(0, 3);
    for _ in 0..3 {
        picture.golomb(0);
    }
    picture.put(0, 3);

    let mut slice = Bits::default();
    slice.put(0x65, 8);
    for number in [0, 7, 0] {
        slice.golomb(number);
    }
    slice.put(0, 4);
    slice.golomb(0);
    slice.put(0, 2);
    slice.golomb(0);
    slice.golomb(25);
    slice.align();
    slice.bytes.extend([0x80; 384]);
    [sequence.end(), picture.end(), slice.end()]
}

const PROFILE: u8 = 66;
const LEVEL: u8 = 10;

/// The parameters as containers keep them.
fn avc_configuration() -> Vec<u8> {
    let [sequence, picture, _] = h264();
    let mut record = vec![1, PROFILE, 0xc0, LEVEL, 0xff, 0xe1];
    record.extend((sequence.len() as u16).to_be_bytes());
    record.extend(sequence);
    record.push(1);
    record.extend((picture.len() as u16).to_be_bytes());
    record.extend(picture);
    record
}

/// The picture with its length before it.
fn sample() -> Vec<u8> {
    let [_, _, slice] = h264();
    let mut sample = (slice.len() as u32).to_be_bytes().to_vec();
    sample.extend(slice);
    sample
}

fn atom(name: &[u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let mut atom = (content.len() as u32 + 8).to_be_bytes().to_vec();
    atom.extend(name);
    atom.extend(content);
    atom
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

const MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

fn mp4() -> Vec<u8> {
    let kind = atom(b"ftyp", &[b"isom", &words(&[0x200]), b"isomiso2avc1mp41"]);
    let sample = sample();
    let whole = |offset: u32| movie(&[sample.len() as u32], Some(offset), &[]);
    let offset = kind.len() + whole(0).len() + 8;
    [kind, whole(offset as u32), atom(b"mdat", &[&sample])].concat()
}

/// The description of a film with pictures of these lengths, which lie from an offset on; more may follow in it.
fn movie(sizes: &[u32], offset: Option<u32>, more: &[&[u8]]) -> Vec<u8> {
    let entry = atom(
        b"avc1",
        &[
            &words(&[0, 1, 0, 0, 0, 0]),
            &[0, 16, 0, 16],
            &words(&[0x48_0000, 0x48_0000, 0]),
            &[0, 1],
            &[0; 32],
            &[0, 0x18, 0xff, 0xff],
            &atom(b"avcC", &[&avc_configuration()]),
        ],
    );
    let count = sizes.len() as u32;
    let times = if count == 0 {
        vec![0, 0]
    } else {
        vec![0, 1, count, 1000]
    };
    let chunks = if count == 0 {
        vec![0, 0]
    } else {
        vec![0, 1, 1, count, 1]
    };
    let places: Vec<_> = [0, u32::from(offset.is_some())]
        .into_iter()
        .chain(offset)
        .collect();
    let table = atom(
        b"stbl",
        &[
            &atom(b"stsd", &[&words(&[0, 1]), &entry]),
            &atom(b"stts", &[&words(&times)]),
            &atom(b"stsc", &[&words(&chunks)]),
            &atom(b"stsz", &[&words(&[0, 0, count]), &words(sizes)]),
            &atom(b"stco", &[&words(&places)]),
        ],
    );
    let data = atom(
        b"dinf",
        &[&atom(
            b"dref",
            &[&words(&[0, 1]), &atom(b"url ", &[&words(&[1])])],
        )],
    );
    let length = count * 1000;
    let media = atom(
        b"mdia",
        &[
            &atom(b"mdhd", &[&words(&[0, 0, 0, 1000, length, 0x55c4_0000])]),
            &atom(
                b"hdlr",
                &[&words(&[0, 0]), b"vide", &words(&[0, 0, 0]), b"v\0"],
            ),
            &atom(
                b"minf",
                &[&atom(b"vmhd", &[&words(&[1, 0, 0])]), &data, &table],
            ),
        ],
    );
    let track = atom(
        b"trak",
        &[
            &atom(
                b"tkhd",
                &[
                    &words(&[3, 0, 0, 1, 0, length, 0, 0, 0, 0]),
                    &words(&MATRIX),
                    &words(&[16 << 16, 16 << 16]),
                ],
            ),
            &media,
        ],
    );
    let header = atom(
        b"mvhd",
        &[
            &words(&[0, 0, 0, 1000, length, 0x1_0000, 0x100_0000, 0, 0]),
            &words(&MATRIX),
            &words(&[0, 0, 0, 0, 0, 0, 2]),
        ],
    );
    atom(b"moov", &[&[&header[..], &track], more].concat())
}

/// An element of EBML.
fn element(id: &[u8], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let mut element = id.to_vec();
    element.extend((0x1000_0000 | content.len() as u32).to_be_bytes());
    element.extend(content);
    element
}

fn matroska() -> Vec<u8> {
    let header = element(
        &[0x1a, 0x45, 0xdf, 0xa3],
        &[
            &element(&[0x42, 0x86], &[&[1]]),
            &element(&[0x42, 0xf7], &[&[1]]),
            &element(&[0x42, 0xf2], &[&[4]]),
            &element(&[0x42, 0xf3], &[&[8]]),
            &element(&[0x42, 0x82], &[b"matroska"]),
            &element(&[0x42, 0x87], &[&[4]]),
            &element(&[0x42, 0x85], &[&[2]]),
        ],
    );
    let info = element(
        &[0x15, 0x49, 0xa9, 0x66],
        &[
            &element(&[0x2a, 0xd7, 0xb1], &[&[0x0f, 0x42, 0x40]]),
            &element(&[0x4d, 0x80], &[b"plex-mock"]),
            &element(&[0x57, 0x41], &[b"plex-mock"]),
            &element(&[0x44, 0x89], &[&1000.0_f32.to_be_bytes()]),
        ],
    );
    let video = element(
        &[0xe0],
        &[&element(&[0xb0], &[&[16]]), &element(&[0xba], &[&[16]])],
    );
    let entry = element(
        &[0xae],
        &[
            &element(&[0xd7], &[&[1]]),
            &element(&[0x73, 0xc5], &[&[1]]),
            &element(&[0x83], &[&[1]]),
            &element(&[0x86], &[b"V_MPEG4/ISO/AVC"]),
            &element(&[0x63, 0xa2], &[&avc_configuration()]),
            &video,
        ],
    );
    let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &[&entry]);
    let block = element(&[0xa3], &[&[0x81, 0, 0, 0x80], &sample()]);
    let cluster = element(
        &[0x1f, 0x43, 0xb6, 0x75],
        &[&element(&[0xe7], &[&[0]]), &block],
    );
    let segment = element(&[0x18, 0x53, 0x80, 0x67], &[&info, &tracks, &cluster]);
    [header, segment].concat()
}

/// A chunk of RIFF.
fn chunk(name: &[u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let mut chunk = name.to_vec();
    chunk.extend((content.len() as u32).to_le_bytes());
    chunk.extend(&content);
    chunk.resize(chunk.len() + content.len() % 2, 0);
    chunk
}

fn little(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn avi() -> Vec<u8> {
    const PIXELS: u32 = 16 * 16 * 3;
    let main = chunk(
        b"avih",
        &[&little(&[
            1_000_000, PIXELS, 0, 0x10, 1, 0, 1, PIXELS, 16, 16, 0, 0, 0, 0,
        ])],
    );
    let stream = chunk(
        b"strh",
        &[
            b"vidsDIB ",
            &little(&[0, 0, 0, 1, 1, 0, 1, PIXELS, u32::MAX, 0]),
            &[0, 0, 0, 0, 16, 0, 16, 0],
        ],
    );
    let format = chunk(
        b"strf",
        &[&little(&[
            40,
            16,
            16,
            1 | (24 << 16),
            0,
            PIXELS,
            0,
            0,
            0,
            0,
        ])],
    );
    let header = chunk(
        b"LIST",
        &[
            b"hdrl",
            &main,
            &chunk(b"LIST", &[b"strl", &stream, &format]),
        ],
    );
    let movie = chunk(
        b"LIST",
        &[b"movi", &chunk(b"00db", &[&[0x80; PIXELS as usize]])],
    );
    let index = chunk(b"idx1", &[b"00db", &little(&[0x10, 4, PIXELS])]);
    chunk(b"RIFF", &[b"AVI ", &header, &movie, &index])
}

fn wav() -> Vec<u8> {
    let format = chunk(
        b"fmt ",
        &[&[1, 0, 1, 0], &little(&[8000, 16_000]), &[2, 0, 16, 0]],
    );
    let silence = [0; 1600];
    chunk(b"RIFF", &[b"WAVE", &format, &chunk(b"data", &[&silence])])
}

/// Frames of MPEG-1 layer III at 128 kbit/s and 44,100 Hz that say nothing.
fn mp3() -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x90, 0xc0];
    frame.resize(417, 0);
    frame.repeat(4)
}

/// One frame of silence, 192 samples long.
fn flac() -> Vec<u8> {
    let mut info = Bits::default();
    for (value, width) in [
        (192, 16),
        (192, 16),
        (0, 24),
        (0, 24),
        (44_100, 20),
        (0, 3),
        (15, 5),
        (192, 36),
    ] {
        info.put(value, width);
    }
    info.bytes.extend([0; 16]);
    let mut frame = vec![0xff, 0xf8, 0x19, 0x08, 0x00];
    frame.push(checksum(&frame, 0x07, 8) as u8);
    // One constant channel, of the value 0.
    frame.extend([0, 0, 0]);
    let check = checksum(&frame, 0x8005, 16);
    frame.extend(check.to_be_bytes());
    [b"fLaC\x80\x00\x00\x22".to_vec(), info.bytes, frame].concat()
}

fn checksum(bytes: &[u8], polynomial: u16, width: u32) -> u16 {
    let top = 1 << (width - 1);
    let mask = u16::MAX >> (16 - width);
    bytes.iter().fold(0, |check: u16, byte| {
        (0..8).fold(check ^ (u16::from(*byte) << (width - 8)), |check, _| {
            let shifted = (check << 1) & mask;
            if check & top == 0 {
                shifted
            } else {
                shifted ^ polynomial
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_begin_as_their_formats_do() {
        assert_eq!(&bytes("mp4")[4..8], b"ftyp");
        assert_eq!(bytes("mkv")[..4], [0x1a, 0x45, 0xdf, 0xa3]);
        assert_eq!(&bytes("avi")[8..12], b"AVI ");
        assert_eq!(&bytes("wav")[8..12], b"WAVE");
        assert_eq!(&bytes("flac")[..4], b"fLaC");
        assert_eq!(bytes("mp3")[..2], [0xff, 0xfb]);
        assert_eq!(&bytes("png")[1..4], b"PNG");
    }

    #[test]
    fn lengths_in_boxes_add_up() {
        let file = bytes("mp4");
        let mut at = 0;
        while at < file.len() {
            at += u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        }
        assert_eq!(at, file.len());
        let riff = bytes("avi");
        let length = u32::from_le_bytes(riff[4..8].try_into().unwrap()) as usize;
        assert_eq!(length + 8, riff.len());
        assert_eq!(checksum(b"123456789", 0x07, 8), 0xf4);
        assert_eq!(checksum(b"123456789", 0x8005, 16), 0xfee8);
    }
}
