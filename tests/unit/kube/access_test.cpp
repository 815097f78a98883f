#include "core/kube/access.h"

#include <catch2/catch_test_macros.hpp>

#include "core/support/base64.h"
#include "tests/support/temporary_directory.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// A home for kubeconfig files.
class Home {
  TemporaryDirectory directory_;
  std::unique_ptr<Disk> disk_ = make_system_disk();

 public:
  void file(const std::string& name, const std::string& text) { write_file(directory_ / name, text); }
  KubeChoice choice{{directory_ / "config", directory_ / "more"}, "", false, {}};

  [[nodiscard]] Result<KubeAccess> access() const {
    auto config = read_kube_config(choice.files, *disk_);
    if (!config) return std::unexpected(config.error());
    return kube_access(*config, choice, *disk_);
  }
  /// What is wrong, with what to do.
  [[nodiscard]] std::string refusal() const {
    const auto made = access();
    if (made) return "nothing";
    const Diagnostic& first = made.error().diagnostics.front();
    std::string text = first.what;
    for (const std::string& why : first.why) text += "; " + without_directory(why);
    return without_directory(text) + (first.next.empty() ? "" : "; next: " + first.next);
  }

 private:
  [[nodiscard]] std::string without_directory(std::string text) const {
    const std::string directory = directory_.path().string() + "/";
    for (std::size_t at = text.find(directory); at != std::string::npos; at = text.find(directory))
      text.erase(at, directory.size());
    return text;
  }
};

std::string config(const std::string& cluster, const std::string& user = "{}", const std::string& name = "one") {
  return "apiVersion: v1\nkind: Config\ncurrent-context: " + name + "\ncontexts:\n- {name: " + name +
         ", context: {cluster: c-" + name + ", user: u-" + name + ", namespace: n-" + name +
         "}}\nclusters:\n- {name: c-" + name + ", cluster: " + cluster + "}\nusers:\n- {name: u-" + name +
         ", user: " + user + "}\n";
}

}  // namespace

TEST_CASE("A context gives server, name space and credentials; the server's path goes in front of requests") {
  Home home;
  home.file("config",
            config("{server: \"https://api.example:6443/k8s/c1/\", tls-server-name: kubernetes}", "{token: abc}"));
  const auto access = home.access();
  REQUIRE(access);
  CHECK(access->context == "one");
  CHECK(access->server == "https://api.example:6443");
  CHECK(access->prefix == "/k8s/c1");
  CHECK(access->tls.server_name == "kubernetes");
  CHECK(access->name_space == "n-one");
  CHECK(access->token == "abc");
  CHECK(access->insecure.empty());
}

TEST_CASE("Of several files the first current context counts, and each may add contexts") {
  Home home;
  home.file("config", config("{server: \"https://one\"}"));
  home.file("more", config("{server: \"https://two\"}", "{}", "two"));
  CHECK(home.access()->server == "https://one");
  home.choice.context = "two";
  CHECK(home.access()->server == "https://two");
}

TEST_CASE("Certificates come from the file itself, or from files beside it, whatever directory that is") {
  Home home;
  home.file("config", config("{server: \"https://one\", certificate-authority: pki/ca.pem}",
                             "{client-certificate-data: " + base64("CERT") + ", client-key: pki/key.pem}"));
  home.file("pki/ca.pem", "CA");
  home.file("pki/key.pem", "KEY");
  const auto access = home.access();
  REQUIRE(access);
  CHECK(access->tls.authorities == "CA");
  CHECK(access->tls.certificate == "CERT");
  CHECK(access->tls.key == "KEY");
}

TEST_CASE("A context that is not there is an error with those that are, and the nearest one") {
  Home home;
  CHECK(home.refusal() ==
        "there is no kubeconfig; looked at config, more; next: set target.kubernetes.kubeconfig, or KUBECONFIG");
  home.file("config", config("{server: \"https://one\"}", "{}", "production"));
  home.choice.context = "prodaction";
  CHECK(home.refusal() ==
        "the kubeconfig has no context \"prodaction\"; config has: production; next: did you mean \"production\"?");
}

TEST_CASE("What is not safe is refused unless its owner allows it, and then remembered") {
  Home home;
  home.file("config", config("{server: \"http://one\"}"));
  CHECK(home.refusal() ==
        "context \"one\": plain http: everybody on the way reads and changes what is said; next: mend the kubeconfig, "
        "or say --allow-insecure-cluster");
  home.file("config", config("{server: \"https://one\", insecure-skip-tls-verify: true}"));
  CHECK(home.refusal().contains("insecure-skip-tls-verify: nobody knows who the server is"));
  home.choice.allow_insecure = true;
  CHECK(home.access()->insecure.contains("insecure-skip-tls-verify"));
}

TEST_CASE("A program is run for credentials only when it is allowed by name") {
  Home home;
  home.file("config", config("{server: \"https://one\"}",
                             "{exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token, args: [a, b], "
                             "env: [{name: REGION, value: eu}]}}"));
  CHECK(home.refusal() ==
        "context \"one\": its credentials come from the program \"get-token\"; next: --allow-exec get-token");
  home.choice.allowed_exec.insert("get-token");
  const auto access = home.access();
  REQUIRE(access);
  CHECK(access->exec->command == std::vector<std::string>{"get-token", "a", "b"});
  CHECK(access->exec->environment.at("REGION") == "eu");
}

TEST_CASE("What is wrong in a kubeconfig is named with its file and field, never with its value") {
  Home home;
  home.file("config", "[]");
  CHECK(home.refusal() == "config is not a kubeconfig: it is not a map");
  home.file("config", "kind: Pod");
  CHECK(home.refusal() == "config is not a kubeconfig: its kind is not Config");
  home.file("config", config("{server: \"https://one\"}", "{client-key-data: secret!}"));
  CHECK(home.refusal() == "config: \"client-key-data\" is not base64");
  home.file("config", config("{server: \"https://one\"}", "{token: [secret]}"));
  CHECK(home.refusal() == "config: \"token\" is not text");
  home.file("config", config("{server: \"https://one\", proxy-url: \"http://proxy\"}"));
  CHECK(home.refusal() == "context \"one\": proxy-url is not supported");
}

TEST_CASE("kubectl's files are those of KUBECONFIG, else the one in the home directory") {
  using Files = std::vector<Path>;
  CHECK(kube_config_files({{"HOME", "/h"}, {"KUBECONFIG", "/a::/b"}}) == Files{"/a", "/b"});
  CHECK(kube_config_files({{"HOME", "/h"}, {"KUBECONFIG", ""}}) == Files{"/h/.kube/config"});
  CHECK(kube_config_files({}).empty());
}

TEST_CASE("A pod finds its own account, whose files are links that the kubelet switches") {
  const TemporaryDirectory directory;
  write_file(directory / "data/ca.crt", "CA");
  write_file(directory / "data/namespace", "airflow");
  std::filesystem::create_symlink("data/ca.crt", directory / "ca.crt");
  std::filesystem::create_symlink("data/namespace", directory / "namespace");
  const std::map<std::string, std::string> pod{{"KUBERNETES_SERVICE_HOST", "fd00::1"},
                                               {"KUBERNETES_SERVICE_PORT", "443"}};
  const auto disk = make_system_disk();
  const auto access = in_cluster_access(pod, *disk, directory.path());
  REQUIRE(access);
  REQUIRE(*access);
  CHECK((*access)->server == "https://[fd00::1]:443");
  CHECK((*access)->tls.authorities == "CA");
  CHECK((*access)->name_space == "airflow");
  CHECK_FALSE(*in_cluster_access({}, *disk, directory.path()));
}
