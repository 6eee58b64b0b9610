//! Errors: the negative status codes.

use core::ffi::CStr;
use core::fmt;
use core::num::NonZeroI32;
use core::task::Poll;

use morpheusnet_sys as sys;

/// Why something failed: one of the library's negative status codes.
///
/// `{}` prints the library's sentence on what happened and what to do next, `{:?}` the code's name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Error(NonZeroI32);

/// What almost every function returns.
pub type Result<T> = core::result::Result<T, Error>;

macro_rules! errors {
    ($($name:ident = $code:ident,)*) => {
        impl Error {
            $(
                #[doc = concat!("See [`sys::", stringify!($code), "`].")]
                pub const $name: Error = Error(NonZeroI32::new(sys::$code).unwrap());
            )*

            /// All of them.
            pub const ALL: &'static [Error] = &[$(Error::$name),*];
        }
    };
}

errors! {
    INVALID = MNET_E_INVALID,
    VERSION = MNET_E_VERSION,
    STATE = MNET_E_STATE,
    BUSY = MNET_E_BUSY,
    REENTRANT = MNET_E_REENTRANT,
    NO_MEMORY = MNET_E_NO_MEMORY,
    NO_DMA = MNET_E_NO_DMA,
    UNSUPPORTED = MNET_E_UNSUPPORTED,
    WOULD_BLOCK = MNET_E_WOULD_BLOCK,
    CANCELLED = MNET_E_CANCELLED,
    NO_NIC = MNET_E_NO_NIC,
    DEVICE = MNET_E_DEVICE,
    DMA_ALIVE = MNET_E_DMA_ALIVE,
    DEVICE_TIMEOUT = MNET_E_DEVICE_TIMEOUT,
    LINK_DOWN = MNET_E_LINK_DOWN,
    DHCP_TIMEOUT = MNET_E_DHCP_TIMEOUT,
    NO_ADDRESS = MNET_E_NO_ADDRESS,
    DNS_TIMEOUT = MNET_E_DNS_TIMEOUT,
    DNS_NOT_FOUND = MNET_E_DNS_NOT_FOUND,
    DNS_NO_SERVER = MNET_E_DNS_NO_SERVER,
    CONNECT_TIMEOUT = MNET_E_CONNECT_TIMEOUT,
    CONNECT_REFUSED = MNET_E_CONNECT_REFUSED,
    CONNECTION_RESET = MNET_E_CONNECTION_RESET,
    TRUNCATED = MNET_E_TRUNCATED,
    TIMEOUT = MNET_E_TIMEOUT,
    UNREACHABLE = MNET_E_UNREACHABLE,
    URL = MNET_E_URL,
    HTTP_PROTOCOL = MNET_E_HTTP_PROTOCOL,
    HTTP_STATUS = MNET_E_HTTP_STATUS,
    HTTP_HEADER_TOO_LARGE = MNET_E_HTTP_HEADER_TOO_LARGE,
    TOO_LARGE = MNET_E_TOO_LARGE,
    SINK = MNET_E_SINK,
    DIGEST_MISMATCH = MNET_E_DIGEST_MISMATCH,
}

impl Error {
    /// The status code, which is negative.
    pub const fn code(self) -> i32 {
        self.0.get()
    }

    /// The code's name in lower case, such as `dns_timeout`.
    pub fn name(self) -> &'static str {
        // SAFETY: any value may be asked for; the answer is a static string, never NULL.
        static_text(unsafe { sys::mnet_status_name(self.code()) })
    }

    /// One sentence for a person: what happened and what to do next.
    pub fn message(self) -> &'static str {
        // SAFETY: any value may be asked for; the answer is a static string, never NULL.
        static_text(unsafe { sys::mnet_strerror(self.code()) })
    }

    /// The error in a status, if it is one.
    pub(crate) fn in_status(status: sys::mnet_status) -> Option<Error> {
        (status < 0).then(|| NonZeroI32::new(status).map(Error)).flatten()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Error({}, {})", self.code(), self.name())
    }
}

impl core::error::Error for Error {}

/// A static string of the library's.
pub(crate) fn static_text(text: *const core::ffi::c_char) -> &'static str {
    // SAFETY: the library returns static, NUL-terminated strings here, never NULL.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().unwrap_or("unknown")
}

/// Of a call that either succeeds or fails.
pub(crate) fn check(status: sys::mnet_status) -> Result<()> {
    Error::in_status(status).map_or(Ok(()), Err)
}

/// Of a call that counts something, or fails.
pub(crate) fn count(status: i32) -> Result<u32> {
    u32::try_from(status).or(Err(Error::in_status(status).unwrap_or(Error::INVALID)))
}

/// Of a step function.
pub(crate) fn poll(status: sys::mnet_status) -> Poll<Result<()>> {
    match status {
        sys::MNET_PENDING => Poll::Pending,
        _ => Poll::Ready(check(status)),
    }
}

/// Of a call that asks to be repeated later when a queue is full.
pub(crate) fn poll_room(status: sys::mnet_status) -> Poll<Result<()>> {
    match status {
        sys::MNET_E_WOULD_BLOCK => Poll::Pending,
        _ => Poll::Ready(check(status)),
    }
}
