//! Writes what decoders unpack: the formats of containers, each around any bytes.

use std::io::Write;

use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchiveWriter};

/// What is around some bytes.
pub type Wrap = fn(&[u8]) -> Vec<u8>;

/// Those that nothing else can be read as, so that each counts as one layer for certain.
pub const CERTAIN: [Wrap; 3] = [gzip, zip, zip_stored];
/// All of them.
pub const ALL: [Wrap; 9] =
    [gzip, zip, zip_stored, zlib, deflate, multipart, protobuf, message_pack, cbor];

/// Quick rather than small.
const LEVEL: u8 = 1;

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let size = u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes();
    [&head[..], &deflate(bytes), &rawzip::crc32(bytes).to_le_bytes(), &size].concat()
}

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec_zlib(bytes, LEVEL)
}

pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, LEVEL)
}

pub fn zip(bytes: &[u8]) -> Vec<u8> {
    archive(&[("contacts.bin", bytes)], CompressionMethod::DEFLATE)
}

fn zip_stored(bytes: &[u8]) -> Vec<u8> {
    archive(&[("contacts.bin", bytes)], CompressionMethod::STORE)
}

/// An archive of these files.
pub fn archive(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipArchiveWriter::new(Vec::new());
    for (name, content) in files {
        let started = writer.new_file(*name).compression_method(method).start();
        let (mut file, _) = started.expect("a name");
        match method {
            CompressionMethod::DEFLATE => file.write_all(&deflate(content)),
            _ => file.write_all(content),
        }
        .expect("memory");
        let crc = rawzip::crc32(content);
        file.finish(DataDescriptorOutput::new(crc, content.len() as u64)).expect("a file");
    }
    writer.finish().expect("an archive")
}

/// An archive of which so many entries are the same file.
pub fn same_often(bytes: &[u8], count: u16) -> Vec<u8> {
    let once = zip_stored(bytes);
    let end = once.len() - 22;
    let word = |at: usize| once[at..at + 4].iter().rev().fold(0, |n, b| n << 8 | usize::from(*b));
    let start = word(end + 16);
    let directory = once[start..end].repeat(count.into());
    let size = u32::try_from(directory.len()).unwrap_or_default().to_le_bytes();
    let counts = [count.to_le_bytes(), count.to_le_bytes()].concat();
    [&once[..start], &directory, &once[end..end + 8], &counts, &size, &once[end + 16..]].concat()
}

pub fn multipart(bytes: &[u8]) -> Vec<u8> {
    let head = "--cut\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n7\r\n--cut\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";
    [head.as_bytes(), bytes, b"\r\n--cut--\r\n"].concat()
}

/// A message with a number and the bytes.
pub fn protobuf(bytes: &[u8]) -> Vec<u8> {
    let mut message = vec![1 << 3, 0xce, 0x8d, 0xb0, 0x9c, 0x7d, 2 << 3 | 2];
    let mut length = bytes.len();
    while length > 127 {
        message.push(u8::try_from(length & 127).unwrap_or_default() | 128);
        length >>= 7;
    }
    message.push(u8::try_from(length).unwrap_or_default());
    message.extend(bytes);
    message
}

/// A frame of a message, and trailers.
pub fn grpc_web(message: &[u8]) -> Vec<u8> {
    let frame = |flag: u8, content: &[u8]| [&[flag], &size(content)[..], content].concat();
    [frame(0, message), frame(0x80, b"grpc-status: 0\r\n")].concat()
}

/// A map with the bytes as its value.
pub fn message_pack(bytes: &[u8]) -> Vec<u8> {
    [&b"\x81\xa4file\xc6"[..], &size(bytes), bytes].concat()
}

/// A map with the bytes as its value.
pub fn cbor(bytes: &[u8]) -> Vec<u8> {
    [&b"\xa1\x64file\x5a"[..], &size(bytes), bytes].concat()
}

fn size(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap_or_default().to_be_bytes()
}
