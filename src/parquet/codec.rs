//! Unpacks a page. What comes out is never more than the page's head announces, and that is bounded.

use crate::fault::Fault;
use std::io::Read;

/// Larger pages are refused. Programs write pages of about a megabyte; those that write one page a column may reach this.
pub(crate) const MAX_PAGE_BYTES: usize = 256 << 20;

/// Unpacks `packed`, of which `size` bytes must come out.
pub(crate) fn unpack(codec: i32, packed: &[u8], size: usize) -> Result<Vec<u8>, Fault> {
    if size > MAX_PAGE_BYTES {
        return Err(Fault::TooLarge);
    }
    let unpacked = match codec {
        0 => packed.to_vec(),
        1 => snappy(packed, size).ok_or(Fault::Broken)?,
        2 => read(flate2::read::MultiGzDecoder::new(packed), size)?,
        4 => read(brotli_decompressor::Decompressor::new(packed, 4096), size)?,
        5 => framed_lz4(packed, size).or_else(|| lz4(packed, size)).ok_or(Fault::Broken)?,
        6 => read(ruzstd::decoding::StreamingDecoder::new(packed).map_err(|_| Fault::Broken)?, size)?,
        7 => lz4(packed, size).ok_or(Fault::Broken)?,
        _ => return Err(Fault::Unsupported),
    };
    if unpacked.len() == size { Ok(unpacked) } else { Err(Fault::Broken) }
}

fn read(unpacker: impl Read, size: usize) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    unpacker.take(size as u64 + 1).read_to_end(&mut out).map_err(|_| Fault::Broken)?;
    Ok(out)
}

fn snappy(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    if snap::raw::decompress_len(packed).ok()? != size {
        return None;
    }
    snap::raw::Decoder::new().decompress_vec(packed).ok()
}

fn lz4(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    lz4_flex::block::decompress(packed, size).ok()
}

/// As Hadoop packs: pieces, each with its sizes before it, high byte first.
fn framed_lz4(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = packed;
    while !rest.is_empty() {
        let (unpacked, after) = rest.split_first_chunk()?;
        let (len, after) = after.split_first_chunk()?;
        let (unpacked, len) = (u32::from_be_bytes(*unpacked) as usize, u32::from_be_bytes(*len) as usize);
        let (piece, after) = after.split_at_checked(len)?;
        if out.len() + unpacked > size {
            return None;
        }
        out.extend(lz4(piece, unpacked)?);
        rest = after;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_must_come_out() {
        assert_eq!(unpack(0, b"abc", 3), Ok(b"abc".to_vec()));
        assert_eq!(unpack(0, b"abc", 4), Err(Fault::Broken));
        assert_eq!(unpack(3, b"abc", 3), Err(Fault::Unsupported));
        assert_eq!(unpack(1, b"", MAX_PAGE_BYTES + 1), Err(Fault::TooLarge));
        // A literal of three letters.
        assert_eq!(unpack(1, b"\x03\x08abc", 3), Ok(b"abc".to_vec()));
        assert_eq!(unpack(7, b"\x30abc", 3), Ok(b"abc".to_vec()));
        assert_eq!(unpack(5, b"\0\0\0\x03\0\0\0\x04\x30abc", 3), Ok(b"abc".to_vec()));
        assert_eq!(unpack(5, b"\x30abc", 3), Ok(b"abc".to_vec()));
        for codec in [1, 2, 4, 5, 6, 7] {
            for damage in [&b""[..], b"\xff\xff\xff\xff\xff", b"no pack of anything"] {
                assert!(unpack(codec, damage, 1000).is_err(), "{codec}");
            }
        }
    }
}
