//! Short texts of the library's, by value.

use core::ffi::c_char;
use core::fmt;

/// A text of less than `N` bytes that the library has written for a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Text<const N: usize> {
    bytes: [u8; N],
}

impl<const N: usize> Text<N> {
    pub(crate) fn from_c(text: &[c_char; N]) -> Self {
        Text { bytes: text.map(|letter| letter.cast_unsigned()) }
    }

    /// The text; a byte that is not UTF-8 ends it.
    pub fn as_str(&self) -> &str {
        let end = self.bytes.iter().position(|&byte| byte == 0).unwrap_or(N);
        valid_text(&self.bytes[..end])
    }
}

/// The longest beginning that is UTF-8.
pub(crate) fn valid_text(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => core::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Text<N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}
