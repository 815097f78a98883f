"""In a chroot into a directory that is no mount: the kernel's list of mounts does not have its root there, and
NFS-Ganesha serves nothing that lies in no file system of that list.

Usage: chroot_test.py TRIMTAB
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from stack import main

TRIMTAB = pathlib.Path(sys.argv[1]).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
# The directories of this system are mounted in a root of its own; /etc and /var hold only what programs cannot do without.
ENTER = r"""
root=$1 tools=$2 source=$3
for directory in /bin /sbin /lib /lib64 /opt /usr "$HOME" /var/lib/dpkg "$tools" "$source"; do
  [ -d "$directory" ] || continue
  mkdir -p "$root$directory"
  mount --rbind "$directory" "$root$directory"
done
mkdir -p "$root/proc" "$root/dev" "$root/etc" "$root/tmp" "$root/run" "$root/var/lib"
chmod 1777 "$root/tmp"
for file in passwd group nsswitch.conf netconfig protocols services ld.so.cache os-release; do
  [ ! -e "/etc/$file" ] || cp "/etc/$file" "$root/etc/"
done
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
shift 3
exec chroot "$root" "$@"
"""
SPEC = """
apiVersion: trimtab.dev/v1
kind: Stack
metadata: {name: chroot}
spec: {target: {local: {}}, components: {dags: {kind: nfs, spec: {source: {path: ./dags}}}}}
"""
SERVE = '"$1" apply -f /spec.yaml --yes; status=$?; "$1" destroy -f /spec.yaml --yes --delete-volumes; exit $status'


class Chroot(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="trimtab-e2e-", dir="/var/tmp"))
        self.addCleanup(shutil.rmtree, self.root)
        self.root.chmod(0o755)
        (self.root / "dags").mkdir()
        (self.root / "dags/hello.py").write_text("print('hello')\n", encoding="ascii")
        (self.root / "spec.yaml").write_text(SPEC, encoding="ascii")

    def run_inside(self, script):
        """With processes and mounts of its own, which end with it."""
        command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", ENTER, "sh"]
        command += [self.root, TRIMTAB.parents[1], SOURCE, "sh", "-c", script, "sh", TRIMTAB, SOURCE / "tools/deps"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_without_its_root_in_the_list_of_mounts_the_server_says_what_is_missing(self):
        code, output = self.run_inside("ln -s ../proc/self/mounts /etc/mtab; " + SERVE)
        self.assertEqual(code, 3, output)
        self.assertIn("no file system in /etc/mtab holds /var/lib/trimtab/chroot/trees", output)

    def test_with_the_list_that_the_installation_makes_files_are_served(self):
        code, output = self.run_inside('"$2" runtime && ' + SERVE)
        self.assertEqual(code, 0, output)
        self.assertIn("read of /dags over NFS", output)


if __name__ == "__main__":
    if os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], check=False).returncode != 0:
        print("skipped: mounts of its own cannot be had here, as in a chroot")
        sys.exit(77)
    main("ganesha.nfsd", "nfs-cat", root=True)
