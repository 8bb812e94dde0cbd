import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileAssetPackaging, Stage, type Stack } from 'aws-cdk-lib';

/** A file that deployment puts into S3, under the SHA-256 of its content. */
export interface ScriptAsset {
  /** `s3://<bucket>/<sha256>.sh` */
  readonly url: string;
  readonly arn: string;
}

/** Writes a script into the assembly and has it published. The same content has the same name, in every run. */
export function scriptAsset(stack: Stack, content: string): ScriptAsset {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = `asset.${sha256}.sh`;
  const assembly = Stage.of(stack)?.assetOutdir;
  if (assembly === undefined) throw new Error(`${stack.stackName} is part of no app`);
  mkdirSync(assembly, { recursive: true });
  writeFileSync(join(assembly, file), content);
  const { bucketName, objectKey } = stack.synthesizer.addFileAsset({
    fileName: file,
    packaging: FileAssetPackaging.FILE,
    sourceHash: sha256,
  });
  return {
    url: `s3://${bucketName}/${objectKey}`,
    arn: `arn:${stack.partition}:s3:::${bucketName}/${objectKey}`,
  };
}
