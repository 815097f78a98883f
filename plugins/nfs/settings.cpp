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
  RecoveryRoot = "@{volume:state}";
  Only_Numeric_Owners = true;
}
NFS_KRB5 {
  Active_krb5 = false;
  CCacheDir = "@{volume:state}/krb5";
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
  std::string text = std::string(core_blocks) + "EXPORT {\n" + export_settings + squash;
  text += "  Path = \"" + versions + "\";\n";
  text += "  Pseudo = \"" + export_path(component) + "\";\n";
  text += "  CLIENT {\n    Clients = " + clients(spec) + ";\n    Access_Type = RO;\n    Protocols = 4;\n  " + squash;
  return text + "  }\n}\n";
}

}  // namespace trimtab::nfs
