// Reads the framing of an HTTP/1.1 response: status line, fields, chunk lines, trailers. The
// grammar is llhttp's, in its strict mode; what decides where the body ends is checked here once
// more.
//
// Body bytes do not pass through: their owner asks how many come next, hands them on where they
// lie, and tells how many it took. So framing can be read from a private copy, which no device can
// change after it was checked, while the body is not copied.
#pragma once

#include <cstddef>
#include <cstdint>

#include <morpheusnet/http.h>

#include "core/status.hpp"

namespace mnet {

// Longest chunk-size line, extensions and the end of the chunk before it included.
inline constexpr std::size_t kChunkLineMax = 4096;

class ResponseReader {
 public:
  enum class Event : std::uint8_t {
    kMore,      // all bytes read; the framing goes on
    kHeaders,   // the final response's header section is complete
    kBody,      // body bytes come next, see body_next()
    kComplete,  // the response is complete
    kError      // see error() and reason()
  };
  struct Fed {
    std::size_t consumed;
    Event event;
  };

  // Starts a response. `max_bytes` 0: no limit on the body but 2^63 - 1.
  void reset(std::uint64_t max_bytes);

  // Reads framing; only while body_next() is 0. Stops behind the framing that it has completed.
  Fed feed(const char *data, std::size_t length);

  // Bytes of body that come next; 0 while framing comes next.
  std::uint64_t body_next() const { return body_next_; }
  // `length` bytes (at most body_next()) of body, lying at `data`, were taken. They are not read.
  Event body_taken(const void *data, std::size_t length) {
    const bool goes_on = framing_ == Framing::kLength && length < body_next_;
    if (!goes_on) return body_taken_further(data, length);
    body_next_ -= length;
    return Event::kBody;
  }

  // The server closed its side: MNET_OK if that is the body's end, else MNET_E_TRUNCATED.
  Status end_of_stream();

  bool in_headers() const { return phase_ == Phase::kHeaders; }
  // 0 before the final response's status line is complete.
  std::uint32_t status() const { return status_; }
  bool length_known() const { return framing_ == Framing::kLength; }
  std::uint64_t total_bytes() const { return length_known() ? total_ : 0; }

  Status error() const { return error_; }
  // What was wrong: a static string, never NULL, and the field value it is about, perhaps "".
  const char *reason() const { return reason_; }
  const char *subject() const { return subject_; }
  // The beginning of the Location field, for redirects; "" without one.
  const char *location() const { return location_; }

 private:
  enum class Phase : std::uint8_t { kHeaders, kBody, kChunkLine, kTrailers, kDone, kFailed };
  enum class Framing : std::uint8_t { kUnknown, kLength, kChunked, kUntilClose };
  enum class Field : std::uint8_t {
    kOther,
    kContentLength,
    kTransferEncoding,
    kContentEncoding,
    kLocation
  };
  // Where llhttp stopped because of a callback.
  enum class Pause : std::uint8_t { kNone, kHeaders, kChunk, kMessage };

  struct Callbacks;  // llhttp's, in response.cpp

  static constexpr std::size_t kParserBytes = 128;
  static constexpr std::size_t kNameMax = 20;
  static constexpr std::size_t kValueMax = 64;

  void start_message();
  std::size_t allowance() const;
  void count_framing(std::size_t bytes);
  Event after_pause();
  Event after_headers();
  Event choose_framing();
  Event begin_chunk();
  Event skip_informational();
  Event body_taken_further(const void *data, std::size_t length);
  Event fail(Status error, const char *reason);

  bool field_bytes(const char *data, std::size_t length);
  bool field_complete();
  void value_bytes(const char *data, std::size_t length);
  bool value_complete();
  bool record_content_length();
  void keep_value(char (&text)[kValueMax]) const;
  bool value_is(const char *lower_case) const;
  bool refuse(Status error, const char *reason);

  // llhttp_t lives here, so that the rooms above need not see llhttp's header.
  alignas(8) unsigned char parser_[kParserBytes];
  Phase phase_ = Phase::kHeaders;
  Framing framing_ = Framing::kUnknown;
  Pause pause_ = Pause::kNone;
  Field field_ = Field::kOther;
  std::uint32_t status_ = 0;
  std::uint32_t fields_ = 0;
  std::uint32_t header_bytes_ = 0;
  std::uint32_t chunk_line_bytes_ = 0;
  std::uint32_t informational_ = 0;
  std::uint32_t content_lengths_ = 0;
  std::uint32_t transfer_encodings_ = 0;
  bool chunked_ = false;
  bool encoded_ = false;
  std::uint64_t content_length_ = 0;
  std::uint64_t max_bytes_ = 0;
  std::uint64_t total_ = 0;  // Content-Length, or the chunks' sizes so far
  std::uint64_t body_next_ = 0;
  Status error_ = MNET_OK;
  const char *reason_ = "";
  char name_[kNameMax] = {};
  std::size_t name_length_ = 0;
  char value_[kValueMax] = {};
  std::size_t value_length_ = 0;
  bool value_cut_ = false;
  char subject_[kValueMax] = {};
  char location_[kValueMax] = {};
};

}  // namespace mnet
