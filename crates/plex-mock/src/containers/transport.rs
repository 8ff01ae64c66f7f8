//! MPEG transport streams, as HLS fetches them: tables, then one picture.

use super::h264;

const PACKET: usize = 188;
const PROGRAM: u16 = 0x1000;
const VIDEO: u16 = 0x100;

/// A stream whose picture is shown at that second.
pub(crate) fn transport_stream(second: u64) -> Vec<u8> {
    let association = section(&[0x00, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0x00]);
    let map = section(&[
        0x02, 0xb0, 18, 0, 1, 0xc1, 0, 0, 0xe1, 0x00, 0xf0, 0, 0x1b, 0xe1, 0x00, 0xf0, 0,
    ]);
    let mut stream = Vec::new();
    packets(&mut stream, 0, &association);
    packets(&mut stream, PROGRAM, &map);
    packets(&mut stream, VIDEO, &picture(second));
    stream
}

/// A table with its checksum, and the pointer before it.
fn section(table: &[u8]) -> Vec<u8> {
    let mut section = vec![0];
    section.extend(table);
    section.extend(checksum(table).to_be_bytes());
    section
}

/// The picture as an elementary stream with its time.
fn picture(second: u64) -> Vec<u8> {
    let time = (second + 1) * 90_000;
    let stamp = [
        0x21 | ((time >> 29) & 0x0e) as u8,
        (time >> 22) as u8,
        ((time >> 14) as u8) | 1,
        (time >> 7) as u8,
        ((time << 1) as u8) | 1,
    ];
    let mut packet = vec![0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5];
    packet.extend(stamp);
    // An access unit begins with its delimiter.
    packet.extend([0, 0, 0, 1, 0x09, 0xf0]);
    for unit in h264() {
        packet.extend([0, 0, 0, 1]);
        packet.extend(unit);
    }
    packet
}

/// Cuts a payload into packets; the last is stuffed to its length.
fn packets(stream: &mut Vec<u8>, id: u16, payload: &[u8]) {
    for (count, piece) in payload.chunks(PACKET - 4).enumerate() {
        let begins = if count == 0 { 0x40 } else { 0 };
        let stuffing = PACKET - 4 - piece.len();
        let adaptation = if stuffing > 0 { 0x30 } else { 0x10 };
        stream.extend([
            0x47,
            begins | (id >> 8) as u8,
            id as u8,
            adaptation | (count as u8 & 0x0f),
        ]);
        match stuffing {
            0 => {}
            1 => stream.push(0),
            _ => {
                stream.extend([stuffing as u8 - 1, 0]);
                stream.extend(std::iter::repeat_n(0xff, stuffing - 2));
            }
        }
        stream.extend(piece);
    }
}

/// The CRC-32 of MPEG.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(u32::MAX, |check, byte| {
        (0..8).fold(check ^ (u32::from(*byte) << 24), |check, _| {
            if check & 0x8000_0000 == 0 {
                check << 1
            } else {
                (check << 1) ^ 0x04c1_1db7
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_whole_and_tables_add_up() {
        let stream = transport_stream(5);
        assert_eq!(stream.len() % PACKET, 0);
        assert!(stream.chunks(PACKET).all(|packet| packet[0] == 0x47));
        assert_eq!(checksum(b"123456789"), 0x0376_e6e7);
    }
}
