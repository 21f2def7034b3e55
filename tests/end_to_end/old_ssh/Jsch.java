import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;

/** Fetches a file with JSch as it is by default: PORT USER KEY FILE OUT. */
class Jsch {
    public static void main(String[] args) throws Exception {
        JSch jsch = new JSch();
        jsch.addIdentity(args[2]);
        Session session = jsch.getSession(args[1], "127.0.0.1", Integer.parseInt(args[0]));
        session.setConfig("StrictHostKeyChecking", "no");
        if (args.length > 5) {
            session.setConfig("kex", args[5]);
        }
        session.connect(60_000);
        System.out.println(JSch.VERSION + " " + session.getHostKey().getType());
        ChannelSftp sftp = (ChannelSftp) session.openChannel("sftp");
        sftp.connect(60_000);
        sftp.get("IN/" + args[3], args[4]);
        session.disconnect();
    }
}
