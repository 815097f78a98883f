#include "core/kube/credentials.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/temporary_directory.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// A program for credentials, written in shell.
class Program {
 public:
  explicit Program(const std::string& script) {
    write_file(directory_ / "bin/get-token", "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(directory_ / "bin/get-token", std::filesystem::perms::owner_all);
    access_.server = "https://one";
    access_.exec = KubeExec{{"get-token", "for", "me"}, {{"REGION", "eu"}}, "client.authentication.k8s.io/v1", true};
  }

  KubeCredentials& credentials() { return credentials_; }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return directory_ / name; }
  /// The token, or what went wrong with why.
  std::string token() {
    const auto credential = credentials_.get();
    if (credential) return credential->token;
    const Diagnostic& first = credential.error().diagnostics.front();
    return first.what + ": " + (first.why.empty() ? "" : first.why.front());
  }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<Disk> disk_ = make_system_disk();
  std::unique_ptr<Processes> processes_ = make_system_processes();
  KubeAccess access_;
  KubeCredentials credentials_{access_,
                               *disk_,
                               *processes_,
                               {{"PATH", (directory_ / "bin").string() + ":/usr/bin:/bin"}, {"HOME", directory_ / ""}}};
};

constexpr const char* says_token = R"(echo "{\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$1-$2-$REGION\"}}")";

}  // namespace

TEST_CASE("A program gives the token; it is told its arguments, its variables and the cluster") {
  Program program(std::string("echo \"$KUBERNETES_EXEC_INFO\" >$HOME/info\n") + says_token);
  CHECK(program.token() == "for-me-eu");
  const Value info = Value::parse(read_file(program.file("info")));
  CHECK(info.at("kind") == "ExecCredential");
  CHECK(info.at("spec").at("interactive") == false);
  CHECK(info.at("spec").at("cluster").at("server") == "https://one");
}

TEST_CASE("A program is run once, and again only after a refusal") {
  Program program(std::string("echo run >>$HOME/runs\n") + says_token);
  CHECK(program.token() == "for-me-eu");
  CHECK(program.token() == "for-me-eu");
  CHECK(read_file(program.file("runs")) == "run\n");
  CHECK(program.credentials().renewed({"for-me-eu", "", ""})->token == "for-me-eu");
  CHECK(read_file(program.file("runs")) == "run\nrun\n");
  CHECK(program.credentials().renewed({"an older one", "", ""})->token == "for-me-eu");
  CHECK(read_file(program.file("runs")) == "run\nrun\n");
}

TEST_CASE("A program may give a certificate instead") {
  Program program(R"(echo '{"status":{"clientCertificateData":"CERT","clientKeyData":"KEY"}}')");
  const auto credential = program.credentials().get();
  REQUIRE(credential);
  CHECK(*credential == KubeCredential{"", "CERT", "KEY"});
}

TEST_CASE("A program that fails is told by how it ended, never by what it printed") {
  CHECK(Program("echo secret; exit 3").token() ==
        "the program get-token for credentials failed: it exited 3; run it by hand to see why");
  CHECK(Program("echo secret").token() == "the program get-token gave no credential: its output is not JSON");
  CHECK(Program("echo '{}'").token() ==
        "the program get-token gave no credential: its status holds neither token nor certificate");
}
