import { lockRun, opfsStorage } from "@textvae/storage-opfs";
import { serveTrainer } from "@textvae/worker/serve";

serveTrainer({ storage: opfsStorage, lock: lockRun });
