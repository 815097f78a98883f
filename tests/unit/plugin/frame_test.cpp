#include "core/plugin/frame.h"

#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <thread>

#include "core/support/descriptor.h"
#include "fixture.h"

using namespace trimtab;

namespace {

struct Line {
  Line() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    here = Descriptor(ends[0]);
    there = Descriptor(ends[1]);
  }
  void raw(const std::string& bytes) const { REQUIRE(::send(there.get(), bytes.data(), bytes.size(), 0) >= 0); }
  [[nodiscard]] std::expected<Frame, FrameProblem> read(std::size_t limit = 1 << 20) const {
    return read_frame(here.get(), limit, {clock.get(), clock->steady() + Duration(200)});
  }
  Descriptor here;
  Descriptor there;
  std::unique_ptr<Clock> clock = make_system_clock();
};

}  // namespace

TEST_CASE("A frame arrives as it was sent, however large") {
  Line line;
  const std::string body(3 << 20, 'x');
  const std::jthread writer([&] { (void)write_frame(line.there.get(), FrameKind::reply, body, {}); });
  const auto frame = read_frame(line.here.get(), 4 << 20, {});
  REQUIRE(frame);
  CHECK(frame->kind == FrameKind::reply);
  CHECK(frame->body == body);
}

TEST_CASE("Bytes that are no frame are told from silence and from an end") {
  Line line;
  CHECK(line.read().error() == FrameProblem::late);
  line.raw(std::string("\x05\0\0\0h", 5));
  CHECK(line.read().error() == FrameProblem::late);  // four bytes are still to come
  line.raw("abcd");
  line.raw(std::string("\0\0\0\0h", 5));
  (void)line.read();
  line.there.reset();
  while (line.read()) {
  }
  CHECK(line.read().error() == FrameProblem::closed);
}

TEST_CASE("A length above the limit, of nothing, or of an unknown kind is malformed") {
  const auto problem = [](const std::string& bytes) {
    const Line line;
    line.raw(bytes);
    return line.read(100).error();
  };
  CHECK(problem(std::string("\xff\xff\xff\xffr", 5)) == FrameProblem::malformed);
  CHECK(problem(std::string("\x66\0\0\0r", 5)) == FrameProblem::malformed);
  CHECK(problem(std::string("\0\0\0\0r", 5)) == FrameProblem::malformed);
  CHECK(problem(std::string("\x02\0\0\0zx", 6)) == FrameProblem::malformed);
}

TEST_CASE("No bytes at all make a reader crash or wait past its deadline") {
  std::mt19937 random(99);
  for (int round = 0; round < 200; ++round) {
    Line line;
    std::string bytes;
    for (unsigned length = random() % 64; length > 0; --length)
      bytes += static_cast<char>(random() % (round % 2 == 0 ? 6 : 256));
    line.raw(bytes);
    line.there.reset();
    int frames = 0;
    while (line.read() && frames < 100) ++frames;
    CHECK(frames < 100);
  }
}

TEST_CASE("An error survives the way through a frame") {
  Error error{Errc::refused, {}, {"plugin mysql", "expand"}};
  error.diagnostics.push_back(
      {Severity::warning, "E0203", "not loaded", std::nullopt, "here", {"one", "two"}, "chmod"});
  const Error back = error_from_body(error_body(error));
  CHECK(back.code == Errc::refused);
  CHECK(back.message() == error.message());
  CHECK(back.diagnostics == error.diagnostics);
  CHECK(error_from_body("{}").diagnostics[0].code == "E0232");
  CHECK(error_from_body("nonsense").diagnostics[0].code == "E0213");
}
