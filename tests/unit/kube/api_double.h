#pragma once

#include <httplib.h>

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/kube/session.h"

namespace trimtab::test {

/// A server that answers requests in the order a test wrote the answers down, and notes what it was asked. For the
/// client's own rules, which a real server does not provoke; what servers do is tested with a real one.
class ApiDouble {
 public:
  struct Answer {
    int status = 200;
    std::string body = "{}";
    std::map<std::string, std::string> headers = {};
  };

  ApiDouble() {
    const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
    };
    server_.Get(".*", handle);
    server_.Post(".*", handle);
    server_.Patch(".*", handle);
    server_.Put(".*", handle);
    server_.Delete(".*", handle);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    server_.wait_until_ready();
  }
  ~ApiDouble() {
    server_.stop();
    thread_.join();
  }
  ApiDouble(const ApiDouble&) = delete;
  ApiDouble& operator=(const ApiDouble&) = delete;

  void will_say(Answer answer) {
    const std::scoped_lock lock(mutex_);
    answers_.push_back(std::move(answer));
  }
  /// "GET /api/v1/pods?limit=1 token": the requests so far, forgotten thereafter.
  std::vector<std::string> heard() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(heard_, {});
  }
  [[nodiscard]] KubeAccess access() const {
    KubeAccess access;
    access.context = "test";
    access.server = "http://127.0.0.1:" + std::to_string(port_);
    return access;
  }

 private:
  void answer(const httplib::Request& request, httplib::Response& response) {
    const std::scoped_lock lock(mutex_);
    std::string line = request.method + " " + request.target;
    const std::string authorization = request.get_header_value("Authorization");
    if (authorization.starts_with("Bearer ")) line += " " + authorization.substr(7);
    if (request.has_header("If-None-Match")) line += " unless " + request.get_header_value("If-None-Match");
    heard_.push_back(std::move(line));
    if (answers_.empty()) {
      response.status = 418;
      return;
    }
    const Answer next = std::move(answers_.front());
    answers_.pop_front();
    response.status = next.status;
    for (const auto& [name, value] : next.headers) response.set_header(name, value);
    response.set_content(next.body, "application/json");
  }

  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  std::mutex mutex_;  // guards the two below
  std::deque<Answer> answers_;
  std::vector<std::string> heard_;
};

/// A session with a double, and what it borrows.
struct Conversation {
  explicit Conversation(KubeAccess access, std::map<std::string, std::string> environment = {})
      : session(std::move(access), {*disk, *processes, std::move(environment)}) {}

  std::unique_ptr<Disk> disk = make_system_disk();
  std::unique_ptr<Processes> processes = make_system_processes();
  KubeSession session;
};

using Lines = std::vector<std::string>;

}  // namespace trimtab::test
