// Answers of servers, odd and hostile, with the verdict that each deserves.
#pragma once

#include <morpheusnet/http.h>

#include <ostream>
#include <string>
#include <vector>

#include "unit/support/fake_transport.hpp"

namespace mnet::test {

struct Answer {
  const char *name;
  std::string response;
  End end;
  mnet_status status;
  std::string body;
  unsigned http_status = 200;
};

std::ostream &operator<<(std::ostream &out, const Answer &answer);

// Well-formed; accepted, or refused for their status alone.
std::vector<Answer> odd_framings();
std::vector<Answer> odd_headers();
std::vector<Answer> other_statuses();

// Malformed, contradictory, or beyond a limit.
std::vector<Answer> hostile_lengths();
std::vector<Answer> hostile_chunks();
std::vector<Answer> hostile_headers();

// Building blocks.
extern const std::string kOk;       // status line of a 200
extern const std::string kLength5;  // Content-Length: 5
extern const std::string kChunked;  // the whole header section of a chunked 200
std::string repeat(const std::string &text, unsigned times);

}  // namespace mnet::test
