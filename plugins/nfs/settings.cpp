#include "settings.h"

namespace trimtab::nfs {
namespace {

/// One TCP port and no helper services. Probes and older clients speak minor version 0.
constexpr const char* core_blocks = R"(NFS_CORE_PARAM {
  Protocols = 4;
  NFS_Port = @{endpoint:nfs/port};
  Bind_addr = @{endpoint:nfs/bind};
  Enable_NLM = false;
  Enable_RQUOTA = false;
  Enable_UDP = false;
  mount_path_pseudo = true;
}
NFSv4 {
  Minor_Versions = 0, 1, 2;
  Graceless = true;
  RecoveryBackend = fs;
  RecoveryRoot = "STATE";
  Only_Numeric_Owners = true;
}
NFS_KRB5 {
  Active_krb5 = false;
  CCacheDir = "STATE/krb5";
}
LOG {
  Default_Log_Level = EVENT;
  COMPONENTS { DBUS = FATAL; }
}
)";

/// Attributes are not cached, so that readers see a new version at once. Published files belong to the stack's group:
/// who has no rights of its own reads as a member of it.
constexpr const char* export_settings = R"(  Export_Id = 1;
  Access_Type = None;
  SecType = sys;
  Protocols = 4;
  Transports = TCP;
  Anonymous_Uid = @{user:uid};
  Anonymous_Gid = @{user:gid};
  Attr_Expiration_Time = 0;
  FSAL { Name = VFS; }
)";

std::string core(const std::string& state) {
  std::string text = core_blocks;
  for (const std::string mark = "STATE"; text.find(mark) != std::string::npos;)
    text.replace(text.find(mark), mark.size(), state);
  return text;
}

std::string clients(const View& spec) {
  std::string text = ref::host("nfs");
  for (const std::string& client : spec.texts("clients")) text += ", " + client;
  return text;
}

}  // namespace

std::string export_path(const std::string& component) { return "/" + component; }

std::string ganesha_conf(const View& spec, const std::string& component) {
  const std::string squash = "  Squash = " + spec.text("squash", "all_squash") + ";\n";
  // The export holds the versions and the link to the current one: an exported link would be followed once, at start.
  const std::string versions = ref::stack_directory() + "/trees/" + component + "/source";
  std::string text = core(ref::volume("state")) + "EXPORT {\n" + export_settings + squash;
  text += "  Path = \"" + versions + "\";\n";
  text += "  Pseudo = \"" + export_path(component) + "\";\n";
  text += "  CLIENT {\n    Clients = " + clients(spec) + ";\n    Access_Type = RO;\n    Protocols = 4;\n  " + squash;
  return text + "  }\n}\n";
}

namespace {

/// One directory of the server's disk, for who reaches its service.
struct Export {
  std::string id;
  std::string path;    ///< below the disk
  std::string pseudo;  ///< below the component's
  std::string squash;
  bool writable = false;
};

std::string export_block(const View& spec, const std::string& component, int owner, const Export& one) {
  const std::string account = std::to_string(owner);
  const std::string squash = "  Squash = " + one.squash + ";\n";
  std::string allowed;
  for (const std::string& client : spec.texts("clients")) allowed += (allowed.empty() ? "" : ", ") + client;
  std::string text = "EXPORT {\n  Export_Id = " + one.id + ";\n  Access_Type = None;\n  SecType = sys;\n";
  text += "  Protocols = 4;\n  Transports = TCP;\n  Attr_Expiration_Time = 0;\n  FSAL { Name = VFS; }\n";
  text += "  Anonymous_Uid = " + account + ";\n  Anonymous_Gid = " + account + ";\n" + squash;
  text += "  Path = \"" + ref::volume("data") + "/" + one.path + "\";\n";
  text += "  Pseudo = \"" + export_path(component) + "/" + one.pseudo + "\";\n";
  // Nodes mount for their pods, so clients are nodes, and the probe on this very host.
  text += "  CLIENT {\n    Clients = " + (allowed.empty() ? "*" : "127.0.0.1, " + allowed) + ";\n    Access_Type = ";
  return text + (one.writable ? "RW" : "RO") + ";\n    Protocols = 4;\n  " + squash + "  }\n}\n";
}

}  // namespace

std::string ganesha_conf_in_cluster(const View& spec, const std::string& component, int owner) {
  std::string text = core(ref::volume("data") + "/state");
  text += export_block(spec, component, owner, {"1", "source", "source", spec.text("squash", "all_squash"), false});
  const View shares = spec.part("shares");
  for (const auto& [name, share] : shares.json().items()) {
    const bool writable = share.value("access", std::string("rw")) == "rw";
    text += export_block(spec, component, owner,
                         {ref::slot("export-" + name), "shares/" + name, name, "all_squash", writable});
  }
  return text;
}

}  // namespace trimtab::nfs
