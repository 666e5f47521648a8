import { isHubName } from "@textvae/hub/place";
import { filesNamed, namesFiles, wholeFiles } from "./named-files.ts";
import { isRemote, mayBeThere, namesAt, wholeName } from "./places.ts";

/** Whether data of that name can be there; of an object store that is not known before it is asked. */
export const dataMayBeThere = (name: string): boolean =>
  isHubName(name) || namesFiles(name) || mayBeThere(name);

/** The name of data for who is in another folder. */
export const wholeData = (name: string): string =>
  isRemote(name) || isHubName(name) ? name : namesFiles(name) ? wholeFiles(name) : wholeName(name);

/** The names of its files, as far as it is there. */
export const namesOfData = async (name: string): Promise<readonly string[]> =>
  !isRemote(name) && namesFiles(name) ? [...filesNamed(name).values()] : namesAt(name); // none of a hub
