export { tied } from "./tied.ts";
